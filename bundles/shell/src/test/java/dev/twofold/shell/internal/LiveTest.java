/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Process;
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

    /** The reader of a pipe looks whether the thread is there that has written into it. */
    @Test
    void printsIntoAPipeOnTheThreadOfTheCommand() throws Exception {
        try (Shell shell = new Shell(new FakeManager(), new FakeServers())) {
            shell.addCommands("test", new Patient());
            assertThat(shell.run("test:print | test:read")).isEqualTo("once\nagain\n");
        }
    }

    /** Prints again when the reader waits for more. */
    public static final class Patient {

        private final CompletableFuture<Thread> reader = new CompletableFuture<>();
        private volatile boolean read;

        /** Into the pipe. */
        public void print(CommandSession session) {
            Live live = Live.of(session);
            live.line("once");
            while (!read && reader.join().getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            live.line("again");
        }

        /** All that comes. */
        public String read() throws IOException {
            InputStream in = Process.Utils.current().in();
            StringBuilder text = new StringBuilder();
            try {
                for (int next = in.read(); next >= 0; next = in.read()) {
                    text.append((char) next);
                    if (next == '\n') {
                        reader.complete(Thread.currentThread());
                    }
                }
                return text.toString();
            } finally {
                read = true;
            }
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
