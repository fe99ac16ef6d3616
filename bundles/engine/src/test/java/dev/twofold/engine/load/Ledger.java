/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.load;

import java.util.HashMap;
import java.util.Map;

/**
 * The state of a {@link CircuitServer}. It changes in place: so it stays the same object until an upgrade makes another. Used
 * by the thread that runs the server, and behind the gate by the one that makes the next.
 */
final class Ledger {

    private final int place;
    private final int generation;
    private final Map<Object, Integer> notes;
    private int sent;
    private long hops;

    Ledger(int place) {
        this(place, 0, Map.of());
    }

    private Ledger(int place, int generation, Map<Object, Integer> notes) {
        this.place = place;
        this.generation = generation;
        this.notes = new HashMap<>(notes);
    }

    /** What an upgrade makes of it. */
    Ledger next(int wanted) {
        Ledger next = new Ledger(place, wanted == Circuit.KEPT ? generation : wanted, notes);
        next.sent = sent;
        next.hops = hops;
        return next;
    }

    int place() {
        return place;
    }

    /** How many upgrades there have been. */
    int generation() {
        return generation;
    }

    /** Counts what is sent. */
    int send() {
        return ++sent;
    }

    void hop() {
        hops++;
    }

    long hops() {
        return hops;
    }

    /** The number of the last note of a sender. */
    int note(Object sender) {
        return notes.getOrDefault(sender, 0);
    }

    void note(Object sender, int number) {
        notes.put(sender, number);
    }
}
