/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/**
 * The servers of a group whose gate is being closed: those that were there at the beginning, and those that were born
 * since. Owned by the thread that closes the gate; others may read it while that waits for them.
 */
final class Roster {

    private final ServerGroup group;
    private final Queue<Server> newcomers = new ConcurrentLinkedQueue<>();
    private final List<Server> ungated = new ArrayList<>();
    private Server[] servers;
    private Shadow[] shadows = new Shadow[0];
    private int size;

    Roster(ServerGroup group) {
        this.group = group;
        group.announceBirths(newcomers);
        servers = group.membersInOrder();
        size = servers.length;
    }

    ServerGroup group() {
        return group;
    }

    int size() {
        return size;
    }

    Server server(int place) {
        return servers[place];
    }

    /** Takes out those that have been born since. */
    List<Server> newcomers() {
        List<Server> taken = new ArrayList<>();
        for (Server born = newcomers.poll(); born != null; born = newcomers.poll()) {
            taken.add(born);
        }
        return taken;
    }

    /** Nobody is taken in any more. */
    void close() {
        group.announceBirths(null);
    }

    // ---- the gate

    /** Gates some of those that were there at the beginning. */
    void gate(int from, int to, Queue<Server> busy) {
        for (int place = from; place < to; place++) {
            gate(servers[place], busy);
        }
    }

    private static boolean gate(Server server, Queue<Server> busy) {
        boolean gated = server.gate();
        if (server.isAtWork()) {
            busy.add(server);
        }
        return gated;
    }

    /** Gates supervisors that have been born since; the others later. */
    void gateNewSupervisors(Queue<Server> busy) {
        for (Server born = newcomers.poll(); born != null; born = newcomers.poll()) {
            if (!born.isSupervisor()) {
                ungated.add(born);
            } else if (gate(born, busy)) {
                add(born);
            }
        }
    }

    /** Gates all that have been born since, when the others are gated; whether there were any. */
    boolean gateNewcomers(Queue<Server> busy) {
        int before = size;
        for (Server born : ungated) {
            addIf(born, gate(born, busy));
        }
        ungated.clear();
        for (Server born = newcomers.poll(); born != null; born = newcomers.poll()) {
            addIf(born, gate(born, busy));
        }
        return size > before;
    }

    /** One that is gated already was there at the beginning. */
    private void addIf(Server born, boolean gated) {
        if (gated) {
            add(born);
        }
    }

    private void add(Server born) {
        if (size == servers.length) {
            servers = Arrays.copyOf(servers, size + (size >> 1) + 1);
        }
        servers[size++] = born;
    }

    /** Seals some; those that run just then go into the queue. */
    void seal(int from, int to, Queue<Server> busy) {
        for (int place = from; place < to; place++) {
            if (servers[place].seal()) {
                busy.add(servers[place]);
            }
        }
    }

    void unseal(int from, int to) {
        for (int place = from; place < to; place++) {
            servers[place].unseal();
        }
    }

    void ungate(int from, int to) {
        for (int place = from; place < to; place++) {
            servers[place].ungate();
        }
    }

    List<Server> where(Predicate<Server> condition) {
        List<Server> found = new ArrayList<>();
        for (int place = 0; place < size; place++) {
            if (condition.test(servers[place])) {
                found.add(servers[place]);
            }
        }
        return found;
    }

    // ---- shadows

    /** Makes a place for the shadow of each. */
    void growShadows() {
        shadows = Arrays.copyOf(shadows, size);
    }

    /** {@code null} if there is none. */
    Shadow shadow(int place) {
        return place < shadows.length ? shadows[place] : null;
    }

    void keep(int place, Shadow shadow) {
        shadows[place] = shadow;
    }

    /**
     * Has servers take over what was made for them, and go on.
     *
     * @param era marks messages that have been converted
     */
    void goOver(int from, int to, StateChange change, byte era) {
        for (int place = from; place < to; place++) {
            Shadow shadow = shadow(place);
            if (shadow != null) {
                shadow.install(change, era);
            }
            if (!servers[place].ungate() && shadow != null) {
                servers[place].forgetIfEnded();
            }
        }
    }

    void dropShadows() {
        shadows = new Shadow[0];
    }
}
