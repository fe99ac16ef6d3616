/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.Arrays;

/**
 * The shadows of the servers of a roster, by place. What is wanted of each while everybody waits lies side by side here and
 * not where it was made, far apart: so nothing but the server itself has to be fetched from memory. Different places may be
 * written by different threads at the same time, {@link #grow} by the owner of the roster only.
 */
final class Shadows {

    private Code<?>[] from = {};
    private Object[] old = {};
    private Code<?>[] code = {};
    private Object[] state = {};
    private Shadow[] laden = {};

    /** Makes room for one in each place. */
    void grow(int size) {
        from = Arrays.copyOf(from, size);
        old = Arrays.copyOf(old, size);
        code = Arrays.copyOf(code, size);
        state = Arrays.copyOf(state, size);
        laden = Arrays.copyOf(laden, size);
    }

    /** {@code null} takes out what is there. */
    void put(int place, Shadow shadow) {
        from[place] = shadow == null ? null : shadow.from();
        old[place] = shadow == null ? null : shadow.old();
        code[place] = shadow == null ? null : shadow.code();
        state[place] = shadow == null ? null : shadow.state();
        laden[place] = shadow == null || shadow.messages().isEmpty() ? null : shadow;
    }

    /** Whether there is one. */
    boolean has(int place) {
        return place < code.length && code[place] != null;
    }

    /** The shadow of the server in a place; {@code null} if there is none. */
    Shadow of(Server server, int place) {
        if (!has(place)) {
            return null;
        }
        Shadow full = laden[place];
        return full != null ? full : Shadow.of(server, from[place], old[place], code[place], state[place]);
    }

    /** Whether there is one that was made of what the server is now, which is at rest, and no message waits for it or will by a timer. */
    boolean fits(Server server, int place) {
        return has(place) && server.awaitsNothing() && old[place] == server.state() && from[place] == server.code();
    }

    /** See {@link Shadow#install}. */
    void install(Server server, int place, StateChange change, byte era) {
        Shadow full = laden[place];
        if (full != null) {
            full.install(change, era);
        } else {
            Shadow.install(server, code[place], state[place], change, era);
        }
    }

    void tally(ChangeReport.Tally tally, Server server, int place) {
        tally.add(server, from[place], code[place], ServerChange.Result.CHANGED);
    }
}
