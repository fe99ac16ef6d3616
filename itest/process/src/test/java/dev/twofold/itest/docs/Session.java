/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.itest.docs.Page.Block;
import dev.twofold.runtime.demo.RuntimeProcess;
import java.util.Set;

/** A session with the platform, as a page has it. */
final class Session {

    /** Commands that only look: what they show may take a moment to come. */
    private static final Set<String> LOOKS = Set.of("module:list", "module:info", "module:why", "module:running",
            "server:list", "server:state");

    private Session() {}

    /** Types each command and compares what it prints. */
    static void hold(RuntimeProcess platform, Page page, Block session) {
        for (String exchange : ("\n" + session.text()).split("\ng! ")) {
            if (!exchange.isEmpty()) {
                String command = exchange.lines().findFirst().orElseThrow();
                exchange(platform, command, new Stated(exchange.substring(command.length())), page.at(session.line()));
            }
        }
    }

    private static void exchange(RuntimeProcess platform, String command, Stated stated, String place) {
        String answer = platform.run(command);
        long deadline = System.nanoTime() + RuntimeProcess.PATIENCE.toNanos();
        while (!stated.fits(answer) && LOOKS.contains(command.split(" ")[0]) && System.nanoTime() < deadline) {
            answer = platform.run(command);
        }
        assertThat(stated.fits(answer)).as(place + ": " + command + "\n" + answer).isTrue();
    }
}
