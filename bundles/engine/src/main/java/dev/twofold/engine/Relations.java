/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.ExitReason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who wants to know of a server's end: linked servers, monitors, those it owes a reply, actions. Safe from any thread; its
 * lock is held for the change of a set only. After {@link #end} nothing is taken in any more.
 */
final class Relations {

    private final Set<Server> links = new HashSet<>(2);
    private final Set<ServerMonitor> monitors = new HashSet<>(2);
    private final Set<ServerMonitor> watching = new HashSet<>(2);
    private final Set<Request> owed = new HashSet<>(2);
    private final List<Runnable> actions = new ArrayList<>(0);
    private boolean over;

    /** {@code false} if the server has ended. */
    synchronized boolean link(Server other) {
        if (!over) {
            links.add(other);
        }
        return !over;
    }

    /** {@code false} if there was no such link. */
    synchronized boolean unlink(Server other) {
        return links.remove(other);
    }

    synchronized List<Server> links() {
        return List.copyOf(links);
    }

    /** {@code false} if the server has ended. */
    synchronized boolean watchedBy(ServerMonitor monitor) {
        if (!over) {
            monitors.add(monitor);
        }
        return !over;
    }

    synchronized void notWatchedBy(ServerMonitor monitor) {
        monitors.remove(monitor);
    }

    synchronized int watchers() {
        return monitors.size();
    }

    /** A monitor that the server itself has set; {@code false} if it has ended. */
    synchronized boolean watches(ServerMonitor monitor) {
        if (!over) {
            watching.add(monitor);
        }
        return !over;
    }

    synchronized void watchesNoMore(ServerMonitor monitor) {
        watching.remove(monitor);
    }

    /** {@code false} if the server has ended. */
    synchronized boolean owes(Request request) {
        if (!over) {
            owed.add(request);
        }
        return !over;
    }

    synchronized void settled(Request request) {
        owed.remove(request);
    }

    synchronized List<Request> owed() {
        return List.copyOf(owed);
    }

    /** Whether a callback of a group waits for a reply that is owed. */
    synchronized boolean owesTo(ServerGroup group) {
        return !owed.isEmpty() && owed.stream().anyMatch(request -> request.comesFrom(group));
    }

    /** {@code false} if the server has ended. */
    synchronized boolean onEnd(Runnable action) {
        if (!over) {
            actions.add(action);
        }
        return !over;
    }

    synchronized void notOnEnd(Runnable action) {
        actions.remove(action);
    }

    /** Takes everything out. */
    synchronized Ended end() {
        over = true;
        Ended ended = new Ended(List.copyOf(links), List.copyOf(monitors), List.copyOf(watching), List.copyOf(owed),
                List.copyOf(actions));
        links.clear();
        monitors.clear();
        watching.clear();
        owed.clear();
        actions.clear();
        return ended;
    }

    /** What a server had when it ended. */
    record Ended(List<Server> links, List<ServerMonitor> monitors, List<ServerMonitor> watching, List<Request> owed,
            List<Runnable> actions) {

        /** Tells everybody: first who waits for a reply, then who is linked, then who watches. */
        void tell(Server server, ExitReason reason) {
            owed.forEach(request -> request.fail(reason));
            watching.forEach(ServerMonitor::demonitor);
            for (Server other : links) {
                other.linkEnded(server, reason);
            }
            for (ServerMonitor monitor : monitors) {
                monitor.down(reason);
            }
            actions.forEach(Runnable::run);
        }
    }
}
