/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.broken;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.ServerContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Component;

/** Its bundle is uninstalled while it begins, as somebody else might do who is just as fast. */
@SwappableModule
@Component(service = GenServer.class)
@ServerType(type = "fleeting", start = "fleeting")
public final class FleetingServer extends Parrot {

    @Override
    public Init<String> init(Object argument, ServerContext context) {
        try {
            FrameworkUtil.getBundle(FleetingServer.class).uninstall();
        } catch (BundleException failed) {
            throw new IllegalStateException(failed);
        }
        return super.init(argument, context);
    }
}
