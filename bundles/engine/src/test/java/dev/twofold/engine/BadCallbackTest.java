/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.twofold.engine.Rascal.Callback;
import dev.twofold.engine.Rascal.Misdeed;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.CallTimeoutException;
import dev.twofold.server.Down;
import dev.twofold.server.ExitReason;
import dev.twofold.server.MailboxLimit;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.StartFailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Callbacks that throw what nobody expects, return nothing or never return. */
class BadCallbackTest extends PuppetStage {

    private static final Duration SHORT = Duration.ofMillis(50);
    private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final Rascal rascal = new Rascal();
    private final Rascal lending = new Rascal.Lending();
    private final LeakWatch leaks = new LeakWatch();

    @BeforeEach
    void loadRascals() {
        engine.group("bad").load(Map.of("rascal", new Code<>("bad", "1", "rascal", rascal), "lending",
                new Code<>("bad", "1", "lending", lending)));
    }

    @AfterEach
    void leavesNoThread() {
        release.countDown();
        engine.close();
        leaks.assertNone();
    }

    private static ServerSpec spec(String type) {
        return ServerSpec.of("bad", type).initWithin(LONG);
    }

    private void misbehave(Callback where, Misdeed misdeed) {
        rascal.misbehave(where, misdeed);
        lending.misbehave(where, misdeed);
    }

    private void behave() {
        rascal.behave();
        lending.behave();
    }

    /** Has a server run one of its callbacks. */
    private void provoke(ServerRef server, Callback where, Duration limit) {
        switch (where) {
            case CALL -> server.call("x", limit);
            case CAST -> server.cast("x");
            case INFO -> server.send("x");
            case CONTINUE -> server.call(where, limit);
            case TERMINATE -> engine.sys().stop(server, ExitReason.NORMAL, limit);
            case FORMAT -> engine.sys().state(server, limit);
            default -> throw new AssertionError(where);
        }
    }

    private ExitReason reasonOf(ServerRef server, Runnable provocation) throws InterruptedException {
        ServerRef watcher = start("watcher");
        watcher.call(Puppet.act(context -> context.monitor(server)), LONG);
        provocation.run();
        ExitReason reason = ((Down) puppet.infos.poll(10, TimeUnit.SECONDS)).reason();
        kill(watcher);
        await("the name is free", () -> engine.whereis("watcher").isEmpty());
        return reason;
    }

    /** As many at the same time as there are processors: no thread of the pool is missing. */
    private void assertPoolIsComplete() throws Exception {
        CyclicBarrier together = new CyclicBarrier(THREADS);
        List<CompletableFuture<Object>> replies = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            replies.add(engine.start(spec()).sendRequest(Puppet.act(context -> {
                together.await(10, TimeUnit.SECONDS);
                return "together";
            })).toCompletableFuture());
        }
        for (CompletableFuture<Object> reply : replies) {
            assertThat(reply.get(10, TimeUnit.SECONDS)).isEqualTo("together");
        }
    }

    // ---- throwing

    private static void recurse(int depth) {
        recurse(depth + 1);
    }

    static Map<String, Misdeed> thrown() {
        return Map.of("StackOverflowError", () -> recurse(0), "OutOfMemoryError", () -> {
            throw new OutOfMemoryError("pretended");
        }, "InternalError", () -> {
            throw new InternalError("pretended");
        }, "NoClassDefFoundError", () -> {
            throw new NoClassDefFoundError("pretended");
        }, "AssertionError", () -> {
            throw new AssertionError("pretended");
        }, "IOException", () -> {
            throw new IOException("sneaked through");
        }, "InterruptedException", () -> {
            throw new InterruptedException("pretended");
        }, "Odd", () -> {
            throw new Odd();
        });
    }

    /** Neither an exception nor an error. */
    private static final class Odd extends Throwable {
        private static final long serialVersionUID = 1;
    }

    static Stream<Arguments> thrownAnywhere() {
        return Stream.of(Callback.values())
                .flatMap(where -> Stream.of("rascal", "lending").map(type -> Arguments.of(where, type)));
    }

    @ParameterizedTest
    @MethodSource("thrownAnywhere")
    void endsTheServerWithWhateverIsThrown(Callback where, String type) throws Exception {
        for (Map.Entry<String, Misdeed> bad : thrown().entrySet()) {
            for (int i = 0; i < THREADS + 1; i++) {
                behave();
                if (where == Callback.INIT) {
                    misbehave(where, bad.getValue());
                    assertStartFails(type, bad.getKey());
                } else if (where == Callback.FORMAT) {
                    assertIsSurvived(engine.start(spec(type)), bad);
                } else {
                    ServerRef server = engine.start(spec(type));
                    misbehave(where, bad.getValue());
                    ExitReason reason = reasonOf(server, () -> catchThrowable(() -> provoke(server, where, LONG)));
                    assertThat(reason.failure().orElseThrow().type()).contains(bad.getKey());
                }
            }
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
        behave();
        assertPoolIsComplete();
    }

    /** Those of the machine itself may reach a caller that has lent its thread. */
    private void assertStartFails(String type, String name) {
        Throwable failure = catchThrowable(() -> engine.start(spec(type).named("a")));
        if (failure instanceof StartFailedException failed) {
            assertThat(failed.reason().failure().orElseThrow().type()).contains(name);
        } else {
            assertThat(type).isEqualTo("lending");
            assertThat(failure).isInstanceOf(VirtualMachineError.class);
        }
        assertThat(engine.whereis("a")).isEmpty();
    }

    private void assertIsSurvived(ServerRef server, Map.Entry<String, Misdeed> bad) {
        misbehave(Callback.FORMAT, bad.getValue());
        Throwable failure = catchThrowable(
                () -> assertThat(engine.sys().state(server, LONG)).contains("failed", bad.getKey()));
        assertThat(failure == null || failure instanceof CallFailedException).as(String.valueOf(failure)).isTrue();
        assertThat(server.call("alive", LONG)).isEqualTo("alive");
        kill(server);
    }

    @ParameterizedTest
    @EnumSource(names = { "CALL", "CONTINUE" })
    void tellsTheCallerWhatWasThrown(Callback where) {
        for (Map.Entry<String, Misdeed> bad : thrown().entrySet()) {
            rascal.behave();
            ServerRef server = engine.start(spec("rascal"));
            rascal.misbehave(where, bad.getValue());
            if (where == Callback.CALL) {
                assertThatThrownBy(() -> server.call("x", LONG)).isInstanceOf(CallFailedException.class)
                        .hasMessageContaining(bad.getKey());
            } else {
                assertThat(server.call(where, LONG)).isEqualTo(where);
            }
            await("it has ended", () -> !server.isAlive());
        }
    }

    // ---- returning null

    @ParameterizedTest
    @EnumSource(names = { "CALL", "CAST", "INFO", "CONTINUE" })
    void endsTheServerThatReturnsNull(Callback where) throws Exception {
        for (String type : new String[] { "rascal", "lending" }) {
            behave();
            ServerRef server = engine.start(spec(type));
            misbehave(where, () -> {});
            ExitReason reason = reasonOf(server, () -> catchThrowable(() -> provoke(server, where, LONG)));
            assertThat(reason).asString().startsWith("bad_return_value: ").endsWith(switch (where) {
                case CALL -> "handleCall returned null: return Reply, NoReply or Stop";
                case CAST -> "handleCast returned null: return NoReply or Stop";
                case INFO -> "handleInfo returned null: return NoReply or Stop";
                default -> "handleContinue returned null: return NoReply or Stop";
            });
        }
    }

    @Test
    void refusesAStartThatReturnsNull() {
        misbehave(Callback.INIT, () -> {});
        for (String type : new String[] { "rascal", "lending" }) {
            assertThatThrownBy(() -> engine.start(spec(type).named("a"))).isInstanceOf(StartFailedException.class)
                    .hasMessage("server a did not start: bad_return_value: init returned null: return Init.ok(state),"
                            + " Init.ignore() or Init.stop(reason)");
            assertThat(engine.whereis("a")).isEmpty();
        }
    }

    @Test
    void showsAStateOfNullAsText() {
        ServerRef server = engine.start(spec("rascal"));
        rascal.misbehave(Callback.FORMAT, () -> {});
        assertThat(engine.sys().state(server, LONG)).isEqualTo("null");
    }

    // ---- never returning

    private CountDownLatch hangIn(Callback where) {
        CountDownLatch entered = new CountDownLatch(1);
        rascal.misbehave(where, () -> {
            entered.countDown();
            awaitRelease();
        });
        return entered;
    }

    @Test
    void givesUpAStartThatNeverReturns() throws Exception {
        CountDownLatch entered = hangIn(Callback.INIT);
        ServerSpec spec = spec("rascal").named("a").initWithin(SHORT);
        for (int i = 0; i < 2 * THREADS; i++) {
            assertThatThrownBy(() -> engine.start(spec)).isInstanceOfSatisfying(StartFailedException.class,
                    failed -> assertThat(failed.reason()).isEqualTo(ExitReason.TIMEOUT))
                    .hasMessage("server a did not start: timeout: init did not return within " + SHORT.toMillis()
                            + " ms (ServerSpec.initWithin sets the limit)");
            assertThat(engine.whereis("a")).isEmpty();
        }
        assertReached(entered);
        assertPoolIsComplete();
    }

    @ParameterizedTest
    @EnumSource(names = { "CALL", "CAST", "INFO", "CONTINUE", "TERMINATE", "FORMAT" })
    void keepsTheLimitOfWhoeverWaitsForACallbackThatNeverReturns(Callback where) throws Exception {
        ServerRef server = engine.start(spec("rascal"));
        CountDownLatch entered = hangIn(where);
        if (where == Callback.CAST || where == Callback.INFO || where == Callback.CONTINUE) {
            provoke(server, where, LONG);
        } else {
            assertThatThrownBy(() -> provoke(server, where, SHORT)).isInstanceOf(CallTimeoutException.class);
        }
        assertReached(entered);
        assertThatThrownBy(() -> server.call("x", SHORT)).isInstanceOf(CallTimeoutException.class);
        assertThatThrownBy(() -> server.call("x", Duration.ZERO)).isInstanceOf(CallTimeoutException.class);
        assertThatThrownBy(() -> engine.sys().suspend(server, SHORT)).isInstanceOf(CallTimeoutException.class);
        assertThatThrownBy(() -> engine.sys().stop(server, ExitReason.NORMAL, SHORT))
                .isInstanceOf(CallTimeoutException.class);
        assertPoolIsComplete();
        assertThat(kill(server)).isTrue();
        assertPoolIsComplete();
    }

    @Test
    void tellsEverybodyWhenACallbackThatNeverReturnsIsKilled() throws Exception {
        ServerRef server = engine.start(spec("rascal").limited(new MailboxLimit(3, LONG)));
        CountDownLatch entered = hangIn(Callback.CAST);
        List<ServerRef> others = List.of(start("linked"), start("watching"));
        others.get(0).cast(Puppet.act(context -> {
            context.link(server);
            return "linked";
        }));
        others.get(1).call(Puppet.act(context -> context.monitor(server)), LONG);
        server.cast("hang");
        assertReached(entered);
        var request = server.sendRequest("x").toCompletableFuture();
        List<Future<Throwable>> waiting = new ArrayList<>();
        waiting.add(clients.submit(() -> catchThrowable(() -> server.call("x", FOREVER))));
        waiting.add(clients.submit(() -> catchThrowable(() -> engine.sys().state(server, FOREVER))));
        waiting.add(clients.submit(() -> catchThrowable(() -> engine.sys().stop(server, ExitReason.NORMAL, FOREVER))));
        Future<Boolean> end = clients.submit(() -> engine.awaitEnd(server, FOREVER));
        await("some wait", () -> waiting(server) >= 3);
        Future<?> forRoom = clients.submit(() -> server.cast("no room"));
        kill(server);
        assertThat(request).failsWithin(LONG).withThrowableThat().withMessageContaining("killed");
        for (Future<Throwable> waiter : waiting) {
            assertThat(waiter.get(10, TimeUnit.SECONDS)).isInstanceOf(CallFailedException.class);
        }
        assertThat(end.get(10, TimeUnit.SECONDS)).isTrue();
        forRoom.get(10, TimeUnit.SECONDS);
        assertThat(puppet.infos.poll(10, TimeUnit.SECONDS)).isInstanceOf(Down.class);
        await("the linked one has ended", () -> !others.get(0).isAlive());
    }

    @Test
    void runsOthersBesideCallbacksThatTurnInCircles() throws Exception {
        CountDownLatch entered = new CountDownLatch(THREADS);
        rascal.misbehave(Callback.CAST, () -> {
            entered.countDown();
            while (release.getCount() > 0) {
                Thread.onSpinWait();
            }
        });
        for (int i = 0; i < THREADS; i++) {
            engine.start(spec("rascal")).cast("x");
        }
        assertReached(entered);
        assertThat(start("other").call("hello", LONG)).isEqualTo("hello");
    }

    @Test
    void outlivesAFunctionOfAnOperatorThatNeverReturns() throws Exception {
        ServerRef server = start("a");
        assertThatThrownBy(() -> engine.sys().replaceState(server, state -> {
            try {
                return awaitRelease() ? "released" : "never";
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return "interrupted";
            }
        }, SHORT)).isInstanceOf(CallTimeoutException.class);
        assertPoolIsComplete();
        release.countDown();
        assertThat(server.call("state", LONG)).isEqualTo("released");
    }

    // ---- the context of a server that has been killed

    @Test
    void doesNoHarmWithTheContextOfAServerThatWasKilled() throws Exception {
        ServerRef server = start("killed");
        ServerRef other = start("other");
        CountDownLatch entered = new CountDownLatch(1);
        CompletableFuture<List<Throwable>> result = new CompletableFuture<>();
        server.cast(Puppet.act(context -> {
            entered.countDown();
            awaitRelease();
            List<Throwable> failures = new ArrayList<>();
            failures.add(catchThrowable(() -> context.startLink(spec().named("orphan"))));
            failures.add(catchThrowable(() -> context.link(other)));
            failures.add(catchThrowable(() -> context.monitor(other)));
            failures.add(catchThrowable(() -> context.trapExits(true)));
            failures.add(catchThrowable(() -> context.unlink(other)));
            failures.add(catchThrowable(() -> context.self().call("x", LONG)));
            result.complete(failures);
            return "too late";
        }));
        assertReached(entered);
        kill(server);
        release.countDown();
        for (Throwable failure : result.get(10, TimeUnit.SECONDS)) {
            assertThat(failure == null || failure instanceof CallFailedException
                    || failure instanceof StartFailedException).as(String.valueOf(failure)).isTrue();
        }
        await("the child has ended", () -> engine.whereis("orphan").isEmpty());
        assertThat(((Server) other).watchers()).isZero();
        assertThat(((Server) other).links()).isEmpty();
    }
}
