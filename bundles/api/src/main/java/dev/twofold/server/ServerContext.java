/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import org.osgi.annotation.versioning.ProviderType;

/** The server that a callback runs in. To be used during the callback, in its thread, only. */
@ProviderType
public interface ServerContext {

    /**
     * The server itself; a call to it from here fails at once.
     *
     * @return a reference that may be passed on
     */
    ServerRef self();

    /**
     * All servers of this platform, by name.
     *
     * @return the registry
     */
    ServerRegistry servers();

    /**
     * Asks for a {@link Down} when a server ends; at once, if it is not there. Monitors of one server add up.
     *
     * @param server the server to watch
     * @return the monitor
     */
    Monitor monitor(ServerRef server);
}
