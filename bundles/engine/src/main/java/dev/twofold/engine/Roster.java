/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The servers of a group whose gate is being closed: those that were there at the beginning, and those that were born
 * since; without those that are parked. Owned by the thread that closes the gate; others may read it while that waits for them.
 */
final class Roster {

    /** So many are looked at before the first of them is touched: then memory brings them together, and not one by one. */
    private static final int AHEAD = 16;

    private static final int LEAST = 16;

    private final ServerGroup group;
    private final Queue<Server> newcomers = new ConcurrentLinkedQueue<>();
    private final List<Server> ungated = new ArrayList<>();
    private Server[] servers;
    private Shadows shadows = new Shadows();
    private boolean[] fitting = new boolean[0];
    private int size;
    private ParkingLot lot = ParkingLot.none();

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

    /** Takes out those that have been born since; one that was announced late was there at the beginning. */
    Set<Server> newcomers() {
        Set<Server> taken = new LinkedHashSet<>();
        for (Server born = newcomers.poll(); born != null; born = newcomers.poll()) {
            taken.add(born);
        }
        for (int place = 0; place < size && !taken.isEmpty(); place++) {
            taken.remove(servers[place]);
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
        int[] words = new int[AHEAD];
        for (int start = from; start < to; start += AHEAD) {
            int end = Math.min(to, start + AHEAD);
            look(start, end, words);
            for (int place = start; place < end; place++) {
                gate(servers[place], words[place - start], busy);
            }
        }
    }

    private void look(int start, int end, int[] words) {
        for (int place = start; place < end; place++) {
            words[place - start] = servers[place].word();
        }
    }

    private static boolean gate(Server server, Queue<Server> busy) {
        return gate(server, server.word(), busy);
    }

    private static boolean gate(Server server, int seen, Queue<Server> busy) {
        boolean gated = server.gate(seen);
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
            servers = Arrays.copyOf(servers, size + (size >> 1) + LEAST);
        }
        servers[size++] = born;
    }

    /**
     * Seals some; those that run just then go into the queue. Of the others it is found out in passing whether what was made
     * of them before still fits.
     */
    void seal(int from, int to, Queue<Server> busy) {
        int[] words = new int[AHEAD];
        for (int start = from; start < to; start += AHEAD) {
            int end = Math.min(to, start + AHEAD);
            look(start, end, words);
            for (int place = start; place < end; place++) {
                if (servers[place].seal(words[place - start])) {
                    busy.add(servers[place]);
                }
            }
            for (int place = start; place < Math.min(end, fitting.length); place++) {
                fitting[place] = shadows.fits(servers[place], place);
            }
        }
    }

    void unseal(int from, int to) {
        for (int place = from; place < to; place++) {
            servers[place].unseal();
        }
    }

    void ungate(int from, int to) {
        int[] words = new int[AHEAD];
        for (int start = from; start < to; start += AHEAD) {
            int end = Math.min(to, start + AHEAD);
            look(start, end, words);
            for (int place = start; place < end; place++) {
                servers[place].ungate(words[place - start]);
            }
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

    // ---- the lot

    /** Those that rest, and are what their shadows were made of, are not here any more: they are parked until {@link #empty}. */
    void park(Passes passes) {
        Server[] all = servers;
        int before = size;
        Shadows made = shadows;
        lot = new ParkingLot(all, before, made, group.places());
        group.parkIn(lot);
        passes.over(before, lot::park);
        servers = new Server[LEAST];
        size = 0;
        dropShadows();
        for (int place = 0; place < before; place++) {
            if (!lot.took(place)) {
                takeIn(all[place], made.of(all[place], place));
            }
        }
    }

    /** Takes in those that have left the lot. */
    List<Server> takeInWoken() {
        List<Server> woken = lot.woken();
        for (Server server : woken) {
            takeIn(server, lot.shadow(server));
        }
        return woken;
    }

    private void takeIn(Server server, Shadow made) {
        add(server);
        growShadows();
        keep(size - 1, made);
    }

    /** The same, and gates them. */
    void gateWoken(Queue<Server> busy) {
        takeInWoken().forEach(server -> gate(server, busy));
    }

    /** The same when all are sealed: those that leave do not run. */
    void takeInSealed() {
        takeInWoken().forEach(Server::awaitRest);
    }

    ParkingLot lot() {
        return lot;
    }

    /** The lot is there no more. */
    void empty(Passes passes) {
        lot.giveUp();
        passes.over(lot.size(), lot::empty);
        group.parkIn(null);
        lot = ParkingLot.none();
    }

    // ---- shadows

    /** Makes a place for the shadow of each; mostly there is one already, and somebody waits. */
    void growShadows() {
        if (fitting.length < size) {
            shadows.grow(servers.length);
            fitting = Arrays.copyOf(fitting, servers.length);
        }
    }

    /** {@code null} if there is none. */
    Shadow shadow(int place) {
        return shadows.of(servers[place], place);
    }

    void keep(int place, Shadow shadow) {
        shadows.put(place, shadow);
    }

    /** Whether what was made of a server before still fitted when it was sealed. */
    boolean fits(int place) {
        return fitting[place];
    }

    /** The same of all in a row. */
    boolean allFit(int from, int to) {
        int place = from;
        while (place < to && fitting[place]) {
            place++;
        }
        return place == to;
    }

    /** Counts those of which what was made before fits. To be asked later: it takes its time. */
    Consumer<ChangeReport.Tally> fitting() {
        Shadows made = shadows;
        boolean[] counted = fitting;
        return tally -> {
            for (int place = 0; place < counted.length; place++) {
                if (counted[place]) {
                    made.tally(tally, servers[place], place);
                }
            }
        };
    }

    /**
     * Has servers take over what was made for them, and go on.
     *
     * @param era marks messages that have been converted
     */
    void goOver(int from, int to, StateChange change, byte era) {
        int[] words = new int[AHEAD];
        for (int start = from; start < to; start += AHEAD) {
            int end = Math.min(to, start + AHEAD);
            look(start, end, words);
            for (int place = start; place < end; place++) {
                Server server = servers[place];
                boolean changed = shadows.has(place);
                if (changed) {
                    shadows.install(server, place, change, era);
                }
                if (!server.ungate(words[place - start]) && changed) {
                    server.forgetIfEnded();
                }
            }
        }
    }

    void dropShadows() {
        shadows = new Shadows();
        fitting = new boolean[0];
    }
}
