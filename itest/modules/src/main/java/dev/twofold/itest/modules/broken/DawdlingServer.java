/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.broken;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.server.GenServer;
import java.util.concurrent.locks.LockSupport;
import org.osgi.service.component.annotations.Component;

/** Does not come to the end of its activation while a system property says so. */
@SwappableModule
@Component(service = GenServer.class)
@ServerType(type = "dawdling", start = "dawdling")
public final class DawdlingServer extends Parrot {

    /** The system property. */
    public static final String DAWDLES = "twofold.test.dawdles";

    private static final long POLL_NANOS = 1_000_000;

    /** Waits. */
    public DawdlingServer() {
        while (Boolean.getBoolean(DAWDLES)) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
