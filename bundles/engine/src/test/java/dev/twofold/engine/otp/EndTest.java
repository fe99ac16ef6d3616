/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.otp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.engine.Otp;
import dev.twofold.server.ExitReason;
import dev.twofold.server.Failure;
import dev.twofold.server.ServerRef;
import dev.twofold.server.Stop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How a server ends: what its last callback sees, and what its callers and watchers are told. */
class EndTest extends Stage {

    private static final List<Object> STATE = List.of("before");
    private static final Object RETURN_NULL = Script.step((state, context) -> null);
    private static final Object STOP = Script.step((state, context) -> new Stop<>(BORED, Script.plus(state, "last")));
    private static final Object STOP_WITH_REPLY = Script
            .step((state, context) -> new Stop<>(BORED, (Object) "bye", state));
    private static final Object FAIL = throwing(new IllegalStateException("broken"));
    private static final Object FAIL_BADLY = throwing(new StackOverflowError("broken"));

    private final Script script = new Script();
    private ServerRef server;
    private CompletableFuture<ExitReason> end;

    @BeforeEach
    void startServer() {
        server = start(script);
        server.call("before", LONG);
        end = endOf(server);
    }

    private static Object throwing(Throwable failure) {
        return Script.step((state, context) -> {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (Exception) failure;
        });
    }

    static Stream<Named<Consumer<ServerRef>>> kindsOfMessages() {
        return Stream.of(Named.of("cast", server -> server.cast(RETURN_NULL)),
                Named.of("message", server -> server.send(RETURN_NULL)),
                Named.of("call", server -> server.sendRequest(RETURN_NULL)));
    }

    @ParameterizedTest
    @MethodSource("kindsOfMessages")
    @Otp({ 81, 86 })
    void terminatesWithTheStateFromBeforeAWrongResult(Consumer<ServerRef> wrong) {
        wrong.accept(server);

        assertThat(end).succeedsWithin(LONG).extracting(ExitReason::text).asString().startsWith("bad_return_value");
        assertThat(script.ended).containsExactly(new Script.Ended(end.join(), STATE));
    }

    @Test
    @Otp({ 82, 86, 182 })
    void terminatesWithTheStateFromBeforeAnException() {
        for (Object failing : List.of(FAIL, FAIL_BADLY)) {
            startServer();

            ExitReason told = failureOf(() -> server.call(failing, LONG));

            assertThat(end).succeedsWithin(LONG).isEqualTo(told);
            Failure failure = told.failure().orElseThrow();
            assertThat(failure.type()).isIn(IllegalStateException.class.getName(), StackOverflowError.class.getName());
            assertThat(failure.message()).isEqualTo("broken");
            assertThat(failure.stack()).first().asString().contains(EndTest.class.getName());
            assertThat(script.ended.remove()).isEqualTo(new Script.Ended(told, STATE));
        }
    }

    @Test
    @Otp(83)
    void repliesWhenItHasTerminated() throws Exception {
        Pause pause = pause();
        script.onTerminate((reason, state, context) -> pause.enter());
        Client<Object> client = Client.waitingIn(() -> server.call(STOP_WITH_REPLY, LONG));
        pause.awaitEntered();
        assertThat(client).isNotDone();

        pause.release();

        assertThat(client).succeedsWithin(LONG).isEqualTo("bye");
        assertThat(end).succeedsWithin(LONG).isEqualTo(BORED);
    }

    @Test
    @Otp(83)
    void repliesEvenIfTerminateFails() {
        script.onTerminate((reason, state, context) -> {
            throw new IllegalStateException("broken");
        });

        assertThat(server.call(STOP_WITH_REPLY, LONG)).isEqualTo("bye");
    }

    @Test
    @Otp({ 84, 86 })
    void failsTheCallIfItStopsWithoutAReply() {
        assertThat(failureOf(() -> server.call(STOP, LONG))).isEqualTo(BORED);
        assertThat(end).succeedsWithin(LONG).isEqualTo(BORED);
        assertThat(script.ended).containsExactly(new Script.Ended(BORED, List.of("before", "last")));
    }

    @Test
    @Otp(85)
    void endsWithTheExceptionOfTerminate() {
        script.onTerminate((reason, state, context) -> {
            throw new IllegalStateException("broken");
        });

        server.cast(STOP);

        assertThat(end).succeedsWithin(LONG).extracting(reason -> reason.failure().orElseThrow().message())
                .isEqualTo("broken");
    }

    @Test
    @Otp(86)
    void terminatesWhenItIsStoppedFromOutside() {
        sys.stop(server, BORED, LONG);

        assertThat(end).succeedsWithin(LONG).isEqualTo(BORED);
        assertThat(script.ended).containsExactly(new Script.Ended(BORED, STATE));
    }

    @Test
    @Otp(86)
    void doesNotTerminateWhenAnExitSignalEndsIt() {
        for (ExitReason signal : List.of(BORED, ExitReason.SHUTDOWN, ExitReason.KILL)) {
            startServer();

            sys.exit(server, signal);

            assertThat(end).succeedsWithin(LONG).isEqualTo(signal.equals(ExitReason.KILL) ? ExitReason.KILLED : signal);
            assertThat(script.ended).isEmpty();
        }
    }
}
