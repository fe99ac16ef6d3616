/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.Down;
import dev.twofold.server.ExitReason;
import dev.twofold.server.Monitor;
import dev.twofold.server.ServerRef;

/** One server that watches another. */
final class ServerMonitor implements Monitor {

    private final Server watcher;
    private final ServerRef watched;
    private volatile boolean cancelled;
    private volatile Server registeredWith;

    ServerMonitor(Server watcher, ServerRef watched) {
        this.watcher = watcher;
        this.watched = watched;
    }

    void registeredWith(Server server) {
        registeredWith = server;
    }

    boolean isCancelled() {
        return cancelled;
    }

    void down(ExitReason reason) {
        watcher.forgetWatching(this);
        if (!cancelled) {
            watcher.enqueue(new Message.DownInfo(this, new Down(this, watched, reason)));
        }
    }

    @Override
    public void demonitor() {
        cancelled = true;
        watcher.forgetWatching(this);
        Server server = registeredWith;
        if (server != null) {
            server.removeMonitor(this);
        }
    }
}
