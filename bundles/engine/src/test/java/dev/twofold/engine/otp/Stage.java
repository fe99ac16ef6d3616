/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.twofold.engine.Code;
import dev.twofold.engine.Engine;
import dev.twofold.engine.ServerGroup;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.Down;
import dev.twofold.server.ExitReason;
import dev.twofold.server.GenServer;
import dev.twofold.server.NoReply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.StartFailedException;
import dev.twofold.server.Sys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** An engine, servers of the type {@link Script}, and what is needed to see what they do. */
@Timeout(60)
abstract class Stage {

    /** For what is expected to happen. */
    static final Duration LONG = Duration.ofSeconds(10);

    /** For what is expected to take too long. */
    static final Duration SHORT = Duration.ofMillis(20);

    /** A reason that has no meaning of its own. */
    static final ExitReason BORED = ExitReason.of("bored");

    final Engine engine = new Engine();
    final Sys sys = engine.sys();
    final ServerGroup group = engine.group("stage");
    private final Map<String, Code<?>> codes = new ConcurrentHashMap<>();
    private final List<Pause> pauses = new ArrayList<>();

    @AfterEach
    void stop() {
        pauses.forEach(Pause::release);
        engine.close();
    }

    // ---- starting servers

    /** Loads a server type. */
    final ServerSpec spec(GenServer<?> callbacks) {
        String type = "type" + codes.size();
        codes.put(type, new Code<>("stage", "1", type, callbacks));
        group.load(codes);
        return ServerSpec.of("stage", type).initWithin(LONG);
    }

    final ServerRef start(GenServer<?> callbacks) {
        return engine.start(spec(callbacks));
    }

    final ServerRef start() {
        return start(new Script());
    }

    /** Starts a server whose parent is another one. */
    final ServerRef startChild(ServerRef parent, Script script) {
        ServerSpec spec = spec(script);
        return ask(parent, context -> context.startLink(spec));
    }

    // ---- telling servers what to do

    /** Lets a server do something and answer with the result. */
    @SuppressWarnings("unchecked")
    static <V> V ask(ServerRef server, Script.Act<V> act) {
        return (V) server.call(act, LONG);
    }

    /** Lets a server do something and returns when it is done. */
    static void order(ServerRef server, Consumer<ServerContext> act) {
        ask(server, context -> {
            act.accept(context);
            return "done";
        });
    }

    /** Lets a server do something and does not wait. */
    static void orderAsync(ServerRef server, Script.Act<?> act) {
        server.cast(act);
    }

    /** What a server has handled. */
    @SuppressWarnings("unchecked")
    static List<Object> seen(ServerRef server) {
        return (List<Object>) server.call(Script.SEEN, LONG);
    }

    /** What a server has handled when it is so much. */
    static List<Object> awaitSeen(ServerRef server, int count) {
        await(count + " messages have been handled", () -> seen(server).size() >= count);
        return seen(server);
    }

    /** A pause that ends with the test. */
    final Pause pause() {
        Pause pause = new Pause();
        pauses.add(pause);
        return pause;
    }

    /** Keeps a server busy; returns when it is. */
    final Pause occupy(ServerRef server) throws InterruptedException {
        Pause pause = pause();
        orderAsync(server, context -> {
            pause.enter();
            return "released";
        });
        pause.awaitEntered();
        return pause;
    }

    // ---- watching servers

    /** Why a server ends, told by a monitor that is set now. */
    final CompletableFuture<ExitReason> endOf(ServerRef server) {
        CompletableFuture<ExitReason> end = new CompletableFuture<>();
        ServerRef watcher = start(new Script().onInfo((message, state, context) -> {
            end.complete(((Down) message).reason());
            return new NoReply<>(state);
        }));
        order(watcher, context -> context.monitor(server));
        return end;
    }

    final ServerInfo info(ServerRef server) {
        return engine.servers().stream().filter(info -> info.name().equals(server.name())).findFirst().orElseThrow();
    }

    /** Returns when so many messages wait for a server. */
    final void awaitQueue(ServerRef server, int length) {
        await(length + " messages wait", () -> info(server).queueLength() == length);
    }

    /** Why a call or another request failed. */
    static ExitReason failureOf(ThrowingCallable call) {
        CallFailedException failure = catchThrowableOfType(CallFailedException.class, call);
        assertThat(failure).as("the failure of a call").isNotNull();
        return failure.reason();
    }

    /** Why a start failed. */
    static ExitReason startFailureOf(ThrowingCallable start) {
        StartFailedException failure = catchThrowableOfType(StartFailedException.class, start);
        assertThat(failure).as("the failure of a start").isNotNull();
        return failure.reason();
    }

    static void await(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).as("waited until " + what).isLessThan(LONG);
            LockSupport.parkNanos(50_000);
        }
    }
}
