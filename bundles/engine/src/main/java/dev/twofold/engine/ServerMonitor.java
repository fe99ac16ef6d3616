/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.Down;
import dev.twofold.server.ExitReason;
import dev.twofold.server.Monitor;
import dev.twofold.server.ServerRef;

/** One server that watches another. Safe from any thread. */
final class ServerMonitor implements Monitor {

    private final Server watcher;
    private final ServerRef watched;
    private volatile boolean cancelled;
    private volatile Server registeredWith;

    ServerMonitor(Server watcher, ServerRef watched) {
        this.watcher = watcher;
        this.watched = watched;
    }

    /** Sets it; a server that is not there is down at once. */
    void watch(Server server) {
        if (!watcher.extras().relations().watches(this)) {
            return; // an abandoned callback of a server that was killed
        }
        registeredWith = server;
        if (server == null || !server.extras().relations().watchedBy(this)) {
            down(ExitReason.NOPROC);
        } else if (!watcher.isAlive()) {
            demonitor();
        }
    }

    boolean isCancelled() {
        return cancelled;
    }

    void down(ExitReason reason) {
        watcher.extras().relations().watchesNoMore(this);
        if (!cancelled) {
            watcher.enqueueOwn(new Message.DownInfo(this, new Down(this, watched, reason)));
        }
    }

    @Override
    public void demonitor() {
        cancelled = true;
        watcher.extras().relations().watchesNoMore(this);
        Server server = registeredWith;
        if (server != null) {
            server.extras().relations().notWatchedBy(this);
        }
    }
}
