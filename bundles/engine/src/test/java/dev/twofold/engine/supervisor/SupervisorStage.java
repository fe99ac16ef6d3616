/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.engine.Code;
import dev.twofold.engine.Engine;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.supervisor.ChildInfo;
import dev.twofold.supervisor.ChildInfo.Status;
import dev.twofold.supervisor.ChildRefusedException;
import dev.twofold.supervisor.ChildRefusedException.Reason;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Strategy;
import dev.twofold.supervisor.SupervisorSpec;
import dev.twofold.supervisor.Supervisors;
import java.time.Duration;
import java.util.HashMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** An engine with workers, two types of supervisors ({@code sup} and {@code inner}) and a clock that stands still. */
@Timeout(120)
abstract class SupervisorStage {

    static final Duration LONG = Duration.ofSeconds(20);
    static final Duration CENTURY = Duration.ofDays(36_500);
    static final Duration SHORT = Duration.ofMillis(30);
    static final ExitReason BOOM = ExitReason.of("boom");

    final Engine engine = new Engine();
    final Worker worker = new Worker();
    final Script script = new Script();
    final Script inner = new Script();
    final Watcher watcher = new Watcher();
    final AtomicLong clock = new AtomicLong();
    final Supervisors supervisors = engine.supervisors();

    /** How long supervisors were ready to wait for children, by name of the child and one after the other. */
    final Map<String, Duration> limits = new ConcurrentHashMap<>();
    final List<Duration> granted = Collections.synchronizedList(new ArrayList<>());

    /** Pauses that supervisors have made between tries, one after the other. */
    final List<Duration> pauses = new CopyOnWriteArrayList<>();

    final ExecutorService clients = Executors.newCachedThreadPool();

    @BeforeEach
    void loadCode() {
        load("1");
    }

    @AfterEach
    void stop() {
        clients.shutdownNow();
        engine.close();
    }

    final void load(String version) {
        Map<String, Code<?>> codes = new HashMap<>();
        Map.of("worker", worker, "watcher", watcher, "sup", server(script), "inner", server(inner))
                .forEach((type, callbacks) -> codes.put(type, new Code<>("stage", version, type, callbacks)));
        engine.group("stage").load(codes);
    }

    /** What the engine makes of a supervisor, but with the clock and with records of the waits. */
    final SupervisorServer server(Script of) {
        return new SupervisorServer(of, this::awaitChild, new SupervisorTypes() {
            @Override
            public boolean isSupervisor(ServerSpec spec) {
                return spec.type().equals("sup") || spec.type().equals("inner");
            }

            @Override
            public boolean wasPurged(ServerRef ended) {
                return false;
            }

            @Override
            public Object ask(ServerRef server, Object request, boolean startsInstance) {
                throw new UnsupportedOperationException();
            }
        }, clock::get, this::pause);
    }

    private void pause(Duration pause, Runnable action) {
        pauses.add(pause);
        CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, clients).execute(action);
    }

    private boolean awaitChild(ServerRef child, Duration limit) {
        limits.putIfAbsent(child.name(), limit);
        granted.add(limit);
        return engine.awaitEnd(child, limit);
    }

    // ---- specifications

    static ServerSpec type(String type) {
        return ServerSpec.of("stage", type);
    }

    /** A child with a name, a label and an id that are the same. */
    static ChildSpec child(String id) {
        return ChildSpec.of(id, type("worker").named(id).with(id));
    }

    /** More restarts than any test makes, unless it says otherwise. */
    static SupervisorSpec many(Strategy strategy, ChildSpec... children) {
        return SupervisorSpec.of(strategy, List.of(children)).intensity(1000, Duration.ofSeconds(5));
    }

    static SupervisorSpec crowd(UnaryOperator<ChildSpec> kind) {
        return many(Strategy.SIMPLE_ONE_FOR_ONE, kind.apply(ChildSpec.of("any", type("worker").with("any"))));
    }

    // ---- acting

    final ServerRef start(SupervisorSpec spec) {
        script.answer = Optional.of(spec);
        ServerRef supervisor = engine.start(type("sup").named("sup"));
        watch(supervisor);
        return supervisor;
    }

    final void watch(ServerRef server) {
        engine.whereis("watcher").orElseGet(() -> engine.start(type("watcher").named("watcher"))).call(server, LONG);
    }

    /** Why a server has ended that is watched. */
    final ExitReason reasonOf(ServerRef server) {
        await("the end of " + server.name() + " is known", () -> watcher.ends.containsKey(server));
        return watcher.ends.get(server);
    }

    /** The names of all servers but the watcher. */
    final List<String> names() {
        return engine.servers().stream().map(ServerInfo::name).filter(name -> !name.equals("watcher")).toList();
    }

    final ServerRef running(String name) {
        return engine.whereis(name).orElseThrow(() -> new AssertionError("no server " + name));
    }

    /** Has a child end by itself, and waits until it has; its supervisor hears of it right afterwards. */
    final void end(ServerRef child, ExitReason reason) {
        child.call(new Worker.End(reason), LONG);
        await(child.name() + " has ended", () -> !child.isAlive());
    }

    final void end(String name, ExitReason reason) {
        end(running(name), reason);
    }

    final List<ChildInfo> which(ServerRef supervisor) {
        return supervisors.whichChildren(supervisor);
    }

    final ChildInfo info(ServerRef supervisor, String id) {
        return which(supervisor).stream().filter(child -> child.id().equals(Optional.of(id))).findAny().orElseThrow();
    }

    /** Waits until a supervisor has these children, the latest first. */
    final void awaitChildren(ServerRef supervisor, String... expected) {
        await("the children are " + List.of(expected), () -> ids(which(supervisor)).equals(List.of(expected)));
    }

    final void awaitStatus(ServerRef supervisor, String id, Status status) {
        await(id + " is " + status, () -> info(supervisor, id).status() == status);
    }

    static List<String> ids(List<ChildInfo> children) {
        return children.stream().map(child -> child.id().orElse("-")).toList();
    }

    /** What the workers have done since this was asked last. */
    final List<String> events() {
        List<String> seen = List.copyOf(worker.events);
        worker.events.clear();
        return seen;
    }

    static List<String> starts(String... labels) {
        return Stream.of(labels).map(label -> "start " + label).toList();
    }

    static List<String> stops(String... labels) {
        return Stream.of(labels).map(label -> "stop " + label + ": shutdown").toList();
    }

    /** Events and lists of events, one after the other. */
    static List<String> sequence(Object... parts) {
        return Stream.of(parts).flatMap(part -> part instanceof List<?> events ? events.stream() : Stream.of(part))
                .map(String::valueOf).toList();
    }

    /** Waits for events that come without being asked for. */
    final void awaitEvents(List<String> expected) {
        await(expected + " happen", () -> worker.events.size() >= expected.size());
        assertThat(events()).isEqualTo(expected);
    }

    final void awaitEnd(ServerRef server) {
        await(server.name() + " has ended", () -> !server.isAlive());
    }

    final void stop(ServerRef server) {
        engine.sys().stop(server, ExitReason.SHUTDOWN, LONG);
    }

    static void assertRefused(Reason reason, ThrowingCallable asking) {
        assertThatThrownBy(asking).isInstanceOfSatisfying(ChildRefusedException.class,
                refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    static void await(String what, BooleanSupplier condition) {
        long begun = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - begun).as("waited too long until " + what).isLessThan(LONG.toNanos());
            LockSupport.parkNanos(50_000);
        }
    }
}
