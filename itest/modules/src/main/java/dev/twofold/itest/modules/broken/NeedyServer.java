/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.broken;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.itest.modules.echo.words.Ping;
import dev.twofold.server.GenServer;
import org.osgi.service.component.annotations.Component;

/** Cannot be loaded without a package that a method of it mentions. */
@SwappableModule
@Component(service = GenServer.class)
@ServerType(type = "ledger", start = "ledger")
public final class NeedyServer extends Parrot {

    /**
     * Has to do with what the bundle does not import.
     *
     * @param asked anything
     * @return the same
     */
    public Ping again(Ping asked) {
        return asked;
    }
}
