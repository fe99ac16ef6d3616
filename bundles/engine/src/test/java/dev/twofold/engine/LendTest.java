/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.server.Answer;
import dev.twofold.server.Binding;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.NonBlocking;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who runs a callback follows from the code that the server runs at that moment. */
class LendTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Engine engine = new Engine();
    private final ServerGroup group = engine.group("m");

    /** Answers with the thread that runs it. */
    private static class Patient implements GenServer<String> {

        @Override
        public Init<String> init(Object argument, ServerContext context) {
            return Init.ok("state");
        }

        @Override
        public Answer<String> handleCall(Object request, From from, String state, ServerContext context) {
            return new Reply<>(Thread.currentThread(), state);
        }
    }

    @NonBlocking
    private static final class Quick extends Patient {
    }

    private static final StateChange KEEP = new StateChange() {
        @Override
        public Object state(Code<?> from, Code<?> to, Object state) {
            return state;
        }

        @Override
        public Object message(Object message) {
            return message;
        }
    };

    private static Map<String, Code<?>> code(String version, Patient callbacks) {
        return Map.of("s", new Code<>("m", version, "s", callbacks));
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void lendsTheCallersThreadOnlyToCodeThatPromisesNotToBlock() {
        group.load(code("1", new Quick()));
        ServerRef server = engine.start(ServerSpec.of("m", "s"));
        assertThat(server.call("who")).isSameAs(Thread.currentThread());
        swap(code("2", new Patient()));
        assertThat(server.call("who")).isNotSameAs(Thread.currentThread());
        swap(code("3", new Quick()));
        assertThat(server.call("who")).isSameAs(Thread.currentThread());
    }

    @Test
    void followsTheNewestCodeOfAServerThatIsBoundToIt() {
        group.load(code("1", new Quick()));
        ServerRef server = engine.start(ServerSpec.of("m", "s").bound(Binding.NEWEST));
        group.load(code("2", new Patient()));
        server.call("goes over");
        assertThat(server.call("who")).isNotSameAs(Thread.currentThread());
    }

    private void swap(Map<String, Code<?>> next) {
        try (Gate gate = group.closeGate(LIMIT)) {
            gate.change(next, KEEP, LIMIT);
            gate.commit();
        }
    }
}
