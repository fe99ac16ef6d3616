/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.List;

/**
 * What a server will be after the commit.
 *
 * @param server the server
 * @param from the code that it runs
 * @param old its state, of which this was made
 * @param code its new code
 * @param state its new state
 * @param messages those that wait for it, or will be sent by its timers
 * @param payloads what they will carry, in the same order
 */
record Shadow(Server server, Code<?> from, Object old, Code<?> code, Object state, List<Message> messages,
        List<Object> payloads) {

    /** One for which no message waits. */
    static Shadow of(Server server, Code<?> from, Object old, Code<?> code, Object state) {
        return new Shadow(server, from, old, code, state, List.of(), List.of());
    }

    /** Whether it was made of what the server is now. */
    boolean isOf(Code<?> running, Object now) {
        return from == running && old == now;
    }

    Shadow with(List<Message> waiting, List<Object> converted) {
        return new Shadow(server, from, old, code, state, waiting, converted);
    }

    /**
     * Messages that have come since are converted now; one that cannot be is left to the new callbacks as it is. Who has
     * ended meanwhile must forget it all again.
     *
     * @param era marks messages that have been converted
     */
    void install(StateChange change, byte era) {
        if (server.isAlive()) {
            for (int i = 0; i < payloads.size(); i++) {
                messages.get(i).carry(payloads.get(i), era);
            }
            install(server, code, state, change, era);
        }
    }

    /** The same of one without messages. */
    static void install(Server server, Code<?> code, Object state, StateChange change, byte era) {
        if (!server.isAlive()) {
            return;
        }
        server.become(code, state);
        if (!server.awaitsNothing()) {
            carryLate(server.waiting(), code, change, era);
        }
    }

    /** What cannot be converted is left to the callbacks as it is. */
    static void carryLate(List<Message> messages, Code<?> code, StateChange change, byte era) {
        messages.stream().filter(message -> message.era() != era)
                .forEach(message -> carryLate(message, code, change, era));
    }

    private static void carryLate(Message message, Code<?> code, StateChange change, byte era) {
        try {
            message.carry(ShadowMaker.message(message.payload(), code, change), era);
        } catch (RuntimeException | LinkageError | StackOverflowError unknown) { // may be thrown by a record of the module
            return;
        }
    }
}
