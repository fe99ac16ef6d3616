/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.server.Answer;
import dev.twofold.server.Binding;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.ExitReason;
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
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    // ---- a call that leads back

    /** Does what it is told. */
    private static class Obeying implements GenServer<Object> {

        @Override
        public Init<Object> init(Object argument, ServerContext context) throws Exception {
            return Init.ok(((Callable<?>) argument).call());
        }

        @Override
        public Answer<Object> handleCall(Object request, From from, Object state, ServerContext context)
                throws Exception {
            return new Reply<>(((Callable<?>) request).call(), state);
        }
    }

    @NonBlocking
    private static final class ObeyingAtOnce extends Obeying {
    }

    private static Callable<Object> told(Callable<Object> what) {
        return what;
    }

    private ServerRef obeying() {
        group.load(Map.of("s", new Code<>("m", "1", "s", new ObeyingAtOnce()), "patient",
                new Code<>("m", "1", "patient", new Obeying())));
        return engine.start(ServerSpec.of("m", "s").with(told(() -> "state")));
    }

    /** What a server is started with that calls another one: the reason why that fails. */
    private static Callable<Object> calling(ServerRef other, CompletableFuture<Object> failed) {
        return () -> {
            try {
                failed.complete(other.call(told(() -> "reply"), Duration.ofSeconds(1)));
            } catch (CallFailedException refused) {
                failed.complete(refused.reason());
            }
            return "state";
        };
    }

    @ParameterizedTest
    @ValueSource(strings = { "s", "patient" })
    void refusesACallOfInitToTheServerThatWaitsForIt(String type) {
        ServerRef server = obeying();
        CompletableFuture<Object> failed = new CompletableFuture<>();
        ServerSpec child = ServerSpec.of("m", type).with(calling(server, failed));

        server.call(told(() -> engine.start(child)), LIMIT);

        assertThat(failed).isCompletedWithValue(ExitReason.CALLING_SELF);
    }

    @Test
    void refusesACallOfInitToTheServerThatRunsIt() {
        ServerRef server = obeying();
        CompletableFuture<Object> failed = new CompletableFuture<>();
        ServerSpec child = ServerSpec.of("m", "s").with(calling(server, failed));

        server.call(told(() -> engine.startAsync(child)), LIMIT);

        assertThat(failed).isCompletedWithValue(ExitReason.CALLING_SELF);
    }

    @Test
    void answersACallOfInitToAServerThatDoesNotWaitForIt() {
        ServerRef server = obeying();
        CompletableFuture<Object> reply = new CompletableFuture<>();
        ServerSpec child = ServerSpec.of("m", "patient").with(calling(server, reply));

        server.call(told(() -> engine.startAsync(child)), LIMIT);

        assertThat(reply).succeedsWithin(LIMIT).isEqualTo("reply");
    }

    private void swap(Map<String, Code<?>> next) {
        try (Gate gate = group.closeGate(LIMIT)) {
            gate.change(next, KEEP, LIMIT);
            gate.commit();
        }
    }
}
