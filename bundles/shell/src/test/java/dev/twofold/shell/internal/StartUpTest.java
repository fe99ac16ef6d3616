/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.CommandSessionListener;
import org.apache.felix.service.command.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.service.condition.Condition;

class StartUpTest {

    private static final List<String> COMMANDS = List.of("module:list", "module:load", "module:watch", "server:list",
            "server:top", "twofold:status");

    private final ThreadIOImpl streams = new ThreadIOImpl();
    private CommandProcessorImpl processor;
    private CommandSession session;

    @BeforeEach
    void open() {
        streams.start();
        processor = new CommandProcessorImpl(streams);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        session = processor.createSession(new ByteArrayInputStream(new byte[0]), out, out);
    }

    @AfterEach
    void close() {
        processor.stop();
        streams.stop();
    }

    @Test
    void waitsForCommandsThatAreNotThereYet() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        AtomicBoolean restored = new AtomicBoolean();
        processor.addListener(new Announcing(asked));
        StartUp startUp = new StartUp(Duration.ofSeconds(60));
        processor.addListener(startUp);
        Thread starting = new Thread(() -> {
            try {
                asked.await();
                COMMANDS.forEach(this::add);
                restored.set(true);
                startUp.setRestored(Condition.INSTANCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        starting.start();

        assertThat(session.execute("module:list")).isEqualTo("module:list");
        assertThat(restored).isTrue();
        starting.join();
    }

    @Test
    void waitsForNothingElse() {
        processor.addListener(new StartUp(Duration.ofDays(1)));

        assertThatThrownBy(() -> session.execute("felix:lb")).hasMessageContaining("felix:lb");
    }

    @Test
    void waitsOnlyOnceForWhatDoesNotCome() {
        processor.addListener(new StartUp(Duration.ofMillis(1)));

        assertThatThrownBy(() -> session.execute("module:list")).hasMessageContaining("module:list");
        assertThatThrownBy(() -> session.execute("module:list")).hasMessageContaining("module:list");
    }

    private void add(String command) {
        int colon = command.indexOf(':');
        processor.addCommand(command.substring(0, colon), (Function) (asking, arguments) -> command, command.substring(
                colon + 1));
    }

    /** Tells that a session is about to execute something. */
    private record Announcing(CountDownLatch asked) implements CommandSessionListener {

        @Override
        public void beforeExecute(CommandSession session, CharSequence line) {
            asked.countDown();
        }

        @Override
        public void afterExecute(CommandSession session, CharSequence line, Exception failure) {}

        @Override
        public void afterExecute(CommandSession session, CharSequence line, Object result) {}
    }
}
