/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Servers that rest while the gate of their group closes and opens, each with a shadow that was made of what it is. Nothing
 * is done to them meanwhile, so that it does not matter how many there are. One that somebody wants something of leaves:
 * before the gate closes it serves on, afterwards it stands behind the gate as others do, and when the servers have gone over
 * it goes over first. The lot is emptied when the gate is open. Its phase belongs to the thread that closes the gate; who
 * takes a server out owns it for that moment.
 */
final class ParkingLot {

    private final Server[] servers;
    private final int size;
    private final Shadows shadows;
    private final int[] places;
    private final boolean[] parked;
    private final boolean[] gone;
    private List<Server> woken = new ArrayList<>();
    private Phase phase = Phase.OPEN;
    private StateChange change;
    private byte era;

    private enum Phase {
        /** The gate is open, and will be closed. */
        OPEN(0),
        /** The gate is closed; callbacks may still need a server. */
        CLOSED(StatusWord.GATED),
        /** Nothing may run. */
        SEALED(StatusWord.GATED | StatusWord.SEALED),
        /** The servers have gone over. */
        FLIPPED(0),
        /** They have not, and will not. */
        GIVEN_UP(0);

        private final int bits;

        Phase(int bits) {
            this.bits = bits;
        }
    }

    /**
     * A lot for some servers.
     *
     * @param servers those that may be parked
     * @param size how many of these there are
     * @param shadows what was made of them, in the same order
     * @param members how many places there are among the members of the group
     */
    ParkingLot(Server[] servers, int size, Shadows shadows, int members) {
        this.servers = servers;
        this.size = size;
        this.shadows = shadows;
        this.places = new int[members];
        this.parked = new boolean[size];
        this.gone = new boolean[size];
    }

    /** One that nobody is in. */
    static ParkingLot none() {
        return new ParkingLot(new Server[0], 0, new Shadows(), 0);
    }

    // ---- in

    /** Parks those of some that rest and whose shadow fits. */
    void park(int from, int to) {
        for (int place = from; place < to; place++) {
            Server server = servers[place];
            int member = server.place();
            if (!parked[place] && member < places.length && shadows.fits(server, place)) {
                places[member] = place;
                parked[place] = server.park();
                if (parked[place] && !shadows.fits(server, place)) {
                    server.unpark(); // it has run in between
                }
            }
        }
    }

    /** Whether one has been parked, even if it has left since. */
    boolean took(int place) {
        return parked[place];
    }

    // ---- out

    /** A server leaves; its owner only. */
    void leave(Server server) {
        if (!leaveBehindGate(server)) {
            goOver(server);
        }
    }

    /** {@code false} if it goes over. */
    private synchronized boolean leaveBehindGate(Server server) {
        if (phase == Phase.FLIPPED) {
            return false;
        }
        if (phase != Phase.GIVEN_UP) {
            woken.add(server);
            server.put(phase.bits);
        }
        return true;
    }

    private void goOver(Server server) {
        int place = places[server.place()];
        if (server.isAlive()) {
            shadows.install(server, place, change, era);
            gone[place] = true;
        }
    }

    /** Takes out those that have left; each is told once. */
    synchronized List<Server> woken() {
        List<Server> taken = woken;
        woken = new ArrayList<>();
        return taken;
    }

    /** What was made of one that has left; it may not fit any more. */
    Shadow shadow(Server server) {
        return shadows.of(server, places[server.place()]);
    }

    // ---- the gate

    synchronized void close() {
        phase = Phase.CLOSED;
    }

    synchronized void seal() {
        phase = Phase.SEALED;
    }

    /** From now on each goes over when it leaves. Those that have left since the last look do now; the gate is sealed. */
    void flip(StateChange with, byte marked) {
        List<Server> late;
        synchronized (this) {
            phase = Phase.FLIPPED;
            change = with;
            era = marked;
            late = woken();
        }
        for (Server server : late) {
            server.awaitRest();
            goOver(server);
            if (!server.ungate()) {
                server.forgetIfEnded();
            }
        }
    }

    /** From now on each leaves as it is. */
    void giveUp() {
        List<Server> late;
        synchronized (this) {
            if (phase == Phase.FLIPPED) {
                return;
            }
            phase = Phase.GIVEN_UP;
            late = woken();
        }
        late.forEach(Server::ungate);
    }

    /** Has some leave that are still there. */
    void empty(int from, int to) {
        for (int place = from; place < to; place++) {
            if (parked[place]) {
                servers[place].leaveLot();
            }
        }
    }

    int size() {
        return size;
    }

    /** Counts those that have gone over by leaving. To be asked when the lot is empty. */
    void tally(ChangeReport.Tally tally) {
        for (int place = 0; place < size; place++) {
            if (gone[place]) {
                shadows.tally(tally, servers[place], place);
            }
        }
    }
}
