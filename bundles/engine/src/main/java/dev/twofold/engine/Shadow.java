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
 * @param code its new code
 * @param state its new state
 * @param messages its waiting messages in the new revision's classes, those only that differ
 */
record Shadow(Server server, Code<?> code, Object state, List<Converted> messages) {

    void install() {
        if (!server.isAlive()) {
            return;
        }
        server.behaviour().become(code, state);
        messages.forEach(converted -> converted.message().replacePayload(converted.payload()));
    }

    /**
     * A waiting message.
     *
     * @param message the entry of the mailbox
     * @param payload what it will carry
     */
    record Converted(Message message, Object payload) {
    }
}
