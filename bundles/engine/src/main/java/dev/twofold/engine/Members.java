/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.Arrays;

/**
 * The servers of a group, about in the order of their birth: so a pass over a million of them goes through memory from one
 * end to the other. A member knows its place. Safe from any thread; the lock is held for a moment only.
 */
final class Members {

    private static final int LEAST = 16;

    private Server[] places = new Server[LEAST];
    private int[] free = new int[0];
    private int freed;
    private int end;
    private int size;

    synchronized void add(Server server) {
        int place;
        if (freed > 0) {
            place = free[--freed];
        } else {
            if (end == places.length) {
                places = Arrays.copyOf(places, end + (end >> 1));
            }
            place = end++;
        }
        places[place] = server;
        server.takePlace(place);
        size++;
    }

    /** Does nothing for one that is no member, or not yet. */
    synchronized void remove(Server server) {
        int place = server.place();
        if (place < 0 || places[place] != server) {
            return;
        }
        places[place] = null;
        if (--size == 0) {
            places = new Server[LEAST];
            free = new int[0];
            freed = 0;
            end = 0;
            return;
        }
        if (freed == free.length) {
            free = Arrays.copyOf(free, Math.max(LEAST, freed + (freed >> 1)));
        }
        free[freed++] = place;
    }

    synchronized int size() {
        return size;
    }

    /** Each member has one of so many; some may be free. */
    synchronized int places() {
        return end;
    }

    /** All that there are now. */
    synchronized Server[] toArray() {
        Server[] all = new Server[size];
        int count = 0;
        for (int place = 0; place < end; place++) {
            if (places[place] != null) {
                all[count++] = places[place];
            }
        }
        return all;
    }
}
