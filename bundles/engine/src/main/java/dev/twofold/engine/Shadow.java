/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.Map;

/**
 * What a server will be after the commit.
 *
 * @param server the server
 * @param code its new code
 * @param state its new state
 * @param messages its waiting messages with what they will carry
 */
record Shadow(Server server, Code<?> code, Object state, Map<Message, Object> messages) {

    /** Messages that have come since are converted now; one that cannot be is left to the new callbacks as it is. */
    void install(StateChange change) {
        if (!server.isAlive()) {
            return;
        }
        server.become(code, state);
        for (Message message : server.waiting()) {
            message.replacePayload(messages.containsKey(message) ? messages.get(message) : late(message, change));
        }
        server.forgetIfEnded();
    }

    private Object late(Message message, StateChange change) {
        try {
            return ShadowMaker.message(message.payload(), code, change);
        } catch (RuntimeException | LinkageError | StackOverflowError unknown) { // may be thrown by a record of the module
            return message.payload();
        }
    }
}
