/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.Test;

class LiveTest {

    @Test
    void printsThoughCtrlCComesMeanwhile() throws Exception {
        try (Shell shell = new Shell(new FakeManager(), new FakeServers())) {
            shell.addCommands("test", new Disturbed());
            assertThat(shell.run("test:print")).isEqualTo(true);
            assertThat(shell.printed()).contains("one\n", "two\n", "three");
        }
    }

    /** A command that is interrupted while it prints. */
    public static final class Disturbed {

        /** Whether it has been noticed. */
        public boolean print(CommandSession session) {
            Live live = Live.of(session);
            Thread.currentThread().interrupt();
            live.line("one");
            live.line("two");
            boolean noticed = Thread.interrupted();
            live.line("three");
            return noticed;
        }
    }
}
