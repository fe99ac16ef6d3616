/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.twofold.server.After;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.CallTimeoutException;
import dev.twofold.server.Down;
import dev.twofold.server.Exit;
import dev.twofold.server.ExitReason;
import dev.twofold.server.From;
import dev.twofold.server.MailboxFullException;
import dev.twofold.server.MailboxLimit;
import dev.twofold.server.Monitor;
import dev.twofold.server.NameTakenException;
import dev.twofold.server.NoReply;
import dev.twofold.server.Reply;
import dev.twofold.server.Requests;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.StartFailedException;
import dev.twofold.server.Sys;
import dev.twofold.server.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients, authors and operators can do wrong: a clear exception, and nothing else has happened. */
class BadInputTest extends PuppetStage {

    private static final Duration SHORT = Duration.ofMillis(30);
    private static final Duration NEGATIVE = Duration.ofNanos(-1);

    private final LeakWatch leaks = new LeakWatch();

    @AfterEach
    void leavesNoThread() {
        release.countDown();
        engine.close();
        leaks.assertNone();
    }

    private static void assertAllThrow(Class<? extends Throwable> expected, Map<String, ThrowingCallable> deeds) {
        deeds.forEach((name, deed) -> assertThat(catchThrowable(deed)).as(name).isInstanceOf(expected));
    }

    private ServerRef ended() {
        ServerRef server = start("ended");
        kill(server);
        return server;
    }

    // ---- nothing

    @Test
    void refusesMessagesOfNull() {
        ServerRef server = start("a");
        Map<String, ThrowingCallable> deeds = new LinkedHashMap<>();
        for (ServerRef ref : List.of(server, engine.named("a"), engine.named("nobody"), ended())) {
            String to = " to " + ref.name() + " " + ref.getClass().getSimpleName();
            deeds.put("call" + to, () -> ref.call((Object) null, LONG));
            deeds.put("call without limit" + to, () -> ref.call((Object) null));
            deeds.put("call with limit of null" + to, () -> ref.call("x", null));
            deeds.put("request" + to, () -> ref.sendRequest(null));
            deeds.put("cast" + to, () -> ref.cast(null));
            deeds.put("send" + to, () -> ref.send(null));
        }
        deeds.remove("call with limit of null to nobody NamedRef"); // there is nobody to wait for
        assertAllThrow(NullPointerException.class, deeds);
        assertThat(server.call("state", LONG)).isEqualTo("new");
        assertThat(((Server) server).handled()).isEqualTo(1);
    }

    @Test
    void refusesToBeToldNothing() throws Exception {
        ServerRef server = start("a");
        Sys sys = engine.sys();
        Requests<String> requests = engine.requests();
        Map<String, ThrowingCallable> deeds = new LinkedHashMap<>();
        deeds.put("start", () -> engine.start(null));
        deeds.put("startAsync", () -> engine.startAsync(null));
        deeds.put("whereis", () -> engine.whereis(null));
        deeds.put("named", () -> engine.named(null));
        deeds.put("group", () -> engine.group(null));
        deeds.put("awaitEnd without server", () -> engine.awaitEnd(null, LONG));
        deeds.put("awaitEnd without limit", () -> engine.awaitEnd(server, null));
        deeds.put("load", () -> group.load(null));
        deeds.put("closeGate", () -> group.closeGate(null));
        deeds.put("unload without reason", () -> group.unload(null, LONG));
        deeds.put("unload without limit", () -> group.unload(ExitReason.NORMAL, null));
        deeds.put("exit without reason", () -> sys.exit(server, null));
        deeds.put("exit without server", () -> sys.exit(null, ExitReason.KILL));
        deeds.put("stop without reason", () -> sys.stop(server, null, LONG));
        deeds.put("stop without limit", () -> sys.stop(server, ExitReason.NORMAL, null));
        deeds.put("suspend", () -> sys.suspend(server, null));
        deeds.put("resume", () -> sys.resume(null));
        deeds.put("state", () -> sys.state(server, null));
        deeds.put("rawState", () -> sys.rawState(server, null));
        deeds.put("replaceState without change", () -> sys.replaceState(server, null, LONG));
        deeds.put("replaceState without limit", () -> sys.replaceState(server, state -> "other", null));
        deeds.put("report", () -> sys.report(server, null));
        deeds.put("statistics", () -> sys.statistics(server, true, null));
        deeds.put("log", () -> sys.log(server, 1, null));
        deeds.put("trace without function", () -> sys.trace(server, null, LONG));
        deeds.put("trace without limit", () -> sys.trace(server, event -> true, null));
        deeds.put("request without server", () -> requests.send(null, "x", "label"));
        deeds.put("request without message", () -> requests.send(server, null, "label"));
        deeds.put("request without label", () -> requests.send(server, "x", null));
        deeds.put("take", () -> requests.take(null));
        assertAllThrow(NullPointerException.class, deeds);
        assertThat(requests.size()).isZero();
        assertThat(server.call("state", LONG)).isEqualTo("new");
        assertThat(((Server) server).handled()).isEqualTo(1);
        assertThat(start("b").isAlive()).isTrue();
    }

    @Test
    void refusesToBeToldNothingInACallback() {
        ServerRef server = start("a");
        ServerRef other = start("other");
        server.call(Puppet.act(context -> {
            Map<String, ThrowingCallable> deeds = new LinkedHashMap<>();
            deeds.put("startLink", () -> context.startLink(null));
            deeds.put("startMonitor", () -> context.startMonitor(null));
            deeds.put("link", () -> context.link(null));
            deeds.put("unlink", () -> context.unlink(null));
            deeds.put("monitor", () -> context.monitor(null));
            deeds.put("exit without server", () -> context.exit(null, ExitReason.KILL));
            deeds.put("exit without reason", () -> context.exit(other, null));
            deeds.put("wrap", () -> context.wrap(null));
            assertAllThrow(NullPointerException.class, deeds);
            return "refused";
        }), LONG);
        assertThat(other.isAlive()).isTrue();
        assertThat(server.call("state", LONG)).isEqualTo("new");
    }

    @Test
    void refusesToMakeAValueOfNothing() {
        ServerSpec spec = spec();
        Map<String, ThrowingCallable> deeds = new LinkedHashMap<>();
        deeds.put("module", () -> ServerSpec.of(null, "puppet"));
        deeds.put("type", () -> ServerSpec.of("stage", null));
        deeds.put("name", () -> spec.named(null));
        deeds.put("argument", () -> spec.with(null));
        deeds.put("limit", () -> spec.initWithin(null));
        deeds.put("binding", () -> spec.bound(null));
        deeds.put("mailbox", () -> spec.limited(null));
        deeds.put("patience", () -> new MailboxLimit(1, null));
        deeds.put("timeout", () -> After.timeout(null));
        deeds.put("continue", () -> After.continueWith(null));
        deeds.put("reason", () -> ExitReason.of((String) null));
        deeds.put("failure", () -> ExitReason.of((Throwable) null));
        deeds.put("after", () -> new Reply<>(1, "state", null));
        deeds.put("code", () -> new Code<>("stage", "1", "puppet", null));
        assertAllThrow(NullPointerException.class, deeds);
    }

    // ---- limits

    @Test
    void refusesLimitsThatAreTooSmall() {
        ServerRef server = start("a");
        Sys sys = engine.sys();
        Map<String, ThrowingCallable> deeds = new LinkedHashMap<>();
        deeds.put("call", () -> server.call("x", NEGATIVE));
        deeds.put("take", () -> engine.requests().take(NEGATIVE));
        deeds.put("suspend", () -> sys.suspend(server, NEGATIVE));
        deeds.put("state", () -> sys.state(server, NEGATIVE));
        deeds.put("rawState", () -> sys.rawState(server, NEGATIVE));
        deeds.put("replaceState", () -> sys.replaceState(server, state -> "other", NEGATIVE));
        deeds.put("statistics", () -> sys.statistics(server, NEGATIVE));
        deeds.put("count", () -> sys.statistics(server, true, NEGATIVE));
        deeds.put("log", () -> sys.log(server, NEGATIVE));
        deeds.put("keep", () -> sys.log(server, 1, NEGATIVE));
        deeds.put("keep less than nothing", () -> sys.log(server, -1, LONG));
        deeds.put("trace", () -> sys.trace(server, event -> true, NEGATIVE));
        deeds.put("stop", () -> sys.stop(server, ExitReason.NORMAL, NEGATIVE));
        deeds.put("init", () -> spec().initWithin(NEGATIVE));
        deeds.put("init in no time", () -> spec().initWithin(Duration.ZERO));
        deeds.put("timeout", () -> After.timeout(NEGATIVE));
        deeds.put("reply", () -> new Reply<>(1, "state").withTimeout(NEGATIVE));
        deeds.put("no room at all", () -> MailboxLimit.refusing(0));
        deeds.put("less than no room", () -> new MailboxLimit(Integer.MIN_VALUE, LONG));
        deeds.put("patience", () -> new MailboxLimit(1, NEGATIVE));
        deeds.put("no module", () -> ServerSpec.of(" ", "puppet"));
        deeds.put("no type", () -> ServerSpec.of("stage", ""));
        deeds.put("no name", () -> spec().named(""));
        assertAllThrow(IllegalArgumentException.class, deeds);
        assertThat(server.call("state", LONG)).isEqualTo("new");
        assertThat(((Server) server).handled()).isEqualTo(1);
    }

    @Test
    void waitsForNothingWithALimitOfZero() throws Exception {
        ServerRef server = start("a");
        occupy(server);
        assertThatThrownBy(() -> server.call("x", Duration.ZERO)).isInstanceOf(CallTimeoutException.class);
        assertThatThrownBy(() -> engine.sys().suspend(server, Duration.ZERO)).isInstanceOf(CallTimeoutException.class);
        assertThatThrownBy(() -> engine.sys().state(server, Duration.ZERO)).isInstanceOf(CallTimeoutException.class);
        assertThatThrownBy(() -> group.closeGate(Duration.ZERO)).isInstanceOf(GateTimeoutException.class);
        assertThat(engine.awaitEnd(server, Duration.ZERO)).isFalse();
        assertThat(engine.awaitEnd(server, NEGATIVE)).isFalse();
        release.countDown();
        assertThat(server.call("still there", LONG)).isEqualTo("still there");
        assertThat(engine.awaitEnd(ended(), Duration.ZERO)).isTrue();
    }

    // ---- names

    @Test
    void givesANameToOneOfManyThatWantIt() throws Exception {
        CyclicBarrier together = new CyclicBarrier(16);
        AtomicInteger started = new AtomicInteger();
        List<Future<ServerRef>> holders = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            boolean async = i % 2 == 0;
            holders.add(clients.submit(() -> {
                together.await(10, TimeUnit.SECONDS);
                try {
                    ServerRef server = async ? startAsync() : start("wanted");
                    started.incrementAndGet();
                    return server;
                } catch (NameTakenException taken) {
                    return taken.holder();
                }
            }));
        }
        for (Future<ServerRef> holder : holders) {
            assertThat(holder.get(10, TimeUnit.SECONDS)).isSameAs(engine.whereis("wanted").orElseThrow());
        }
        assertThat(started).hasValue(1);
        assertThat(group.members()).hasSize(1);
    }

    private ServerRef startAsync() throws Exception {
        try {
            return engine.startAsync(spec().named("wanted")).toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException refused) {
            throw (NameTakenException) refused.getCause();
        }
    }

    @Test
    void refusesATakenNameToACallback() {
        ServerRef holder = start("taken");
        ServerRef server = start("a");
        ServerSpec taken = spec().named("taken");
        server.call(Puppet.act(context -> {
            assertThatThrownBy(() -> context.startLink(taken)).isInstanceOf(NameTakenException.class);
            assertThatThrownBy(() -> context.startMonitor(taken)).isInstanceOf(NameTakenException.class);
            return "refused";
        }), LONG);
        assertThat(server.call("still there", LONG)).isEqualTo("still there");
        assertThat(((Server) server).links()).isEmpty();
        assertThat(engine.whereis("taken")).containsSame(holder);
        assertThat(group.members()).hasSize(2);
    }

    @Test
    void tellsANameFromTheTextOfANamelessServer() {
        ServerRef nameless = engine.start(spec());
        assertThat(engine.whereis(nameless.name())).containsSame(nameless);
        assertThat(engine.whereis("puppet#0")).isEmpty();
        assertThat(engine.whereis("#")).isEmpty();
        ServerRef named = start("x#".repeat(1000));
        assertThat(engine.whereis(named.name())).containsSame(named);
    }

    @Test
    void refusesToStartInAClosedEngine() {
        ServerRef server = start("a");
        engine.close();
        assertThat(server.isAlive()).isFalse();
        assertThatThrownBy(() -> start("b")).isInstanceOf(StartFailedException.class).hasMessageContaining("closed");
        assertThat(engine.startAsync(spec()).toCompletableFuture()).isCompletedExceptionally();
        assertThatThrownBy(() -> server.call("x", LONG)).isInstanceOf(CallFailedException.class);
        assertThat(server.sendRequest("x").toCompletableFuture()).isNotCancelled();
        engine.close();
    }

    // ---- dead references

    @Test
    void doesNothingOrSaysSoWithADeadReference() throws Exception {
        ServerRef ended = ended();
        List<ServerRef> dead = List.of(ended, engine.named("ended"), engine.named("nobody"), engine.named("puppet#1"));
        ServerRef server = start("a");
        for (ServerRef ref : dead) {
            assertThat(ref.isAlive()).isFalse();
            assertThatThrownBy(() -> ref.call("x", LONG)).isInstanceOfSatisfying(CallFailedException.class,
                    failed -> assertThat(failed.reason()).isEqualTo(ExitReason.NOPROC));
            assertThat(ref.sendRequest("x").toCompletableFuture()).failsWithin(LONG).withThrowableThat().havingCause()
                    .isInstanceOf(CallFailedException.class).withMessageContaining("noproc");
            ref.cast("x");
            ref.send("x");
            engine.sys().exit(ref, ExitReason.KILL);
            assertThat(engine.awaitEnd(ref, Duration.ZERO)).isTrue();
            server.call(Puppet.act(context -> {
                assertThatThrownBy(() -> context.link(ref)).isInstanceOf(CallFailedException.class);
                context.unlink(ref);
                context.exit(ref, ExitReason.KILL);
                return context.monitor(ref);
            }), LONG);
            assertThat(puppet.infos.poll(10, TimeUnit.SECONDS)).isInstanceOfSatisfying(Down.class,
                    down -> assertThat(down.reason()).isEqualTo(ExitReason.NOPROC));
        }
        server.call(Puppet.act(context -> context.trapExits(true)), LONG);
        for (ServerRef ref : dead) {
            server.call(Puppet.act(context -> {
                context.link(ref);
                return "linked";
            }), LONG);
            assertThat(puppet.infos.poll(10, TimeUnit.SECONDS)).isEqualTo(new Exit(ref, ExitReason.NOPROC));
        }
        assertThat(group.members()).hasSize(1);
    }

    @Test
    void doesNothingWithWhatABelongedToAServerThatHasEnded() throws Exception {
        ServerRef server = start("a");
        ServerRef other = start("other");
        Monitor monitor = (Monitor) server.call(Puppet.act(context -> context.monitor(other)), LONG);
        Trace trace = engine.sys().trace(server, event -> true, LONG);
        CompletableFuture<From> from = new CompletableFuture<>();
        var request = server.sendRequest(Puppet.step((state, context) -> {
            from.complete((From) ((Server) context).current());
            return new NoReply<>(state);
        })).toCompletableFuture();
        from.get(10, TimeUnit.SECONDS);
        kill(server);
        for (int i = 0; i < 2; i++) {
            monitor.demonitor();
            trace.close();
            from.join().reply("too late");
        }
        assertThat(trace.isActive()).isFalse();
        assertThat(request).failsWithin(LONG);
        assertThat(((Server) other).watchers()).isZero();
        kill(other);
        assertThat(puppet.infos).isEmpty();
    }

    // ---- objects that cannot be described

    /** A message, a reply or a state whose methods fail. */
    private record Unspeakable(Throwable failure) {

        @Override
        public String toString() {
            throw fail();
        }

        @Override
        public boolean equals(Object other) {
            throw fail();
        }

        @Override
        public int hashCode() {
            throw fail();
        }

        private RuntimeException fail() {
            if (failure instanceof Error error) {
                throw error;
            }
            return (RuntimeException) failure;
        }
    }

    static Throwable failure(String type) {
        return switch (type) {
            case "exception" -> new IllegalStateException("planned");
            case "assertion" -> new AssertionError("planned");
            case "stack" -> new StackOverflowError("planned");
            default -> new OutOfMemoryError("planned");
        };
    }

    @ParameterizedTest
    @ValueSource(strings = { "exception", "assertion", "stack" })
    void handlesMessagesThatCannotBeDescribed(String type) throws Exception {
        Object unspeakable = new Unspeakable(failure(type));
        ServerRef server = engine.start(spec().named("a").with(unspeakable));
        engine.sys().statistics(server, true, LONG);
        engine.sys().log(server, 100, LONG);
        engine.sys().trace(server, event -> !event.text().isEmpty(), LONG);
        assertThatThrownBy(() -> server.call(unspeakable, LONG)).isInstanceOf(CallFailedException.class)
                .isNotInstanceOf(CallTimeoutException.class);
        ServerRef next = engine.start(spec().named("b"));
        engine.sys().log(next, 100, LONG);
        next.cast(unspeakable);
        next.send(unspeakable);
        puppet.infos.clear();
        Object reply = next.call(Puppet.act(context -> unspeakable), LONG);
        assertThat(reply == unspeakable).isTrue();
        assertThat(next.sendRequest(Puppet.act(context -> unspeakable)).toCompletableFuture()
                .get(10, TimeUnit.SECONDS) == unspeakable).isTrue();
        assertThat(engine.sys().log(next, LONG)).hasSizeGreaterThan(4);
    }

    /** It is the errors of the machine itself that are handed on, when everybody knows. */
    @Test
    void answersEvenIfAMessageRunsOutOfMemory() throws Exception {
        Object unspeakable = new Unspeakable(failure("memory"));
        for (int i = 0; i < 5; i++) {
            ServerRef server = start("a" + i);
            engine.sys().log(server, 100, LONG);
            assertThatThrownBy(() -> server.call(Puppet.act(context -> unspeakable), LONG))
                    .isInstanceOf(CallFailedException.class).isNotInstanceOf(CallTimeoutException.class);
        }
        assertThat(start("other").call("hello", LONG)).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = { "exception", "assertion", "stack", "memory" })
    void tellsOfAStateThatCannotBeDescribed(String type) throws Exception {
        ServerRef server = engine.start(spec().with(new Unspeakable(failure(type))));
        Throwable failed = catchThrowable(
                () -> assertThat(engine.sys().state(server, LONG)).contains("formatStatus failed"));
        assertThat(failed == null || failed instanceof CallFailedException).as(String.valueOf(failed)).isTrue();
        assertThat(server.call("alive", LONG)).isEqualTo("alive");
        assertThat(engine.sys().rawState(server, LONG)).isPresent();
        kill(server);
        assertThatThrownBy(() -> server.call("x", LONG)).isInstanceOf(CallFailedException.class);
    }

    @Test
    void reportsAServerThatHangsInAMessageThatCannotBeDescribed() throws Exception {
        ServerRef server = start("a");
        CountDownLatch entered = new CountDownLatch(1);
        puppet.onInfo = message -> {
            entered.countDown();
            try {
                awaitRelease();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        };
        server.send(new Unspeakable(new AssertionError("planned")));
        assertReached(entered);
        assertThat(engine.sys().report(server, SHORT).currentMessage()).get().asString().contains("Unspeakable");
    }

    @Test
    void takesLabelsThatCannotBeDescribed() {
        Requests<Object> requests = engine.requests();
        Object label = new Unspeakable(new AssertionError("planned"));
        requests.send(start("a"), "x", label);
        assertThat(requests.take(LONG).orElseThrow().label() == label).isTrue();
    }

    // ---- floods

    @Test
    void refusesAFloodClearlyAndLosesNothing() throws Exception {
        AtomicInteger handled = new AtomicInteger();
        puppet.onInfo = message -> handled.incrementAndGet();
        ServerRef server = engine.start(spec().limited(MailboxLimit.refusing(100)));
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        flood(4, 20_000, () -> {
            try {
                server.send("drop");
                accepted.incrementAndGet();
            } catch (MailboxFullException full) {
                refused.incrementAndGet();
            }
        });
        assertThat(start("other").call("hello", LONG)).isEqualTo("hello");
        await("all that was accepted is handled", () -> handled.get() == accepted.get());
        assertThat(accepted.get() + refused.get()).isEqualTo(80_000);
        assertThat(server.call("alive", LONG)).isEqualTo("alive");
    }

    @Test
    void letsAFloodWaitForRoom() throws Exception {
        AtomicInteger handled = new AtomicInteger();
        puppet.onInfo = message -> handled.incrementAndGet();
        ServerRef server = engine.start(spec().limited(new MailboxLimit(10, LONG)));
        flood(4, 2_000, () -> server.send("drop"));
        await("all are handled", () -> handled.get() == 8_000);
    }

    @Test
    void tellsWithTheStageThatThereIsNoRoomForARequest() throws Exception {
        ServerRef server = engine.start(spec().limited(MailboxLimit.refusing(1)));
        occupy(server);
        server.cast("waits");
        assertThat(server.sendRequest("no room").toCompletableFuture()).failsWithin(LONG).withThrowableThat()
                .havingCause().isInstanceOfSatisfying(CallFailedException.class,
                        failed -> assertThat(failed.reason()).isEqualTo(ExitReason.MAILBOX_FULL));
    }

    @Test
    void takesAFloodThatNobodyLimits() throws Exception {
        AtomicInteger handled = new AtomicInteger();
        puppet.onInfo = message -> handled.incrementAndGet();
        ServerRef server = start("a");
        occupy(server);
        flood(2, 500_000, () -> server.send("drop"));
        assertThat(waiting(server)).isEqualTo(1_000_000);
        assertThat(start("other").call("hello", LONG)).isEqualTo("hello");
        release.countDown();
        assertThat(server.call("behind them all", LONG)).isEqualTo("behind them all");
        assertThat(handled).hasValue(1_000_000);
    }

    @Test
    void canBeKilledUnderAFlood() throws Exception {
        ServerRef server = start("a");
        occupy(server);
        flood(2, 500_000, () -> server.cast("drop"));
        var request = server.sendRequest("behind them all").toCompletableFuture();
        assertThat(kill(server)).isTrue();
        assertThat(request).failsWithin(LONG);
    }

    private void flood(int threads, int count, Runnable sending) throws Exception {
        List<Future<?>> senders = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            senders.add(clients.submit(() -> {
                for (int left = count; left > 0; left--) {
                    sending.run();
                }
            }));
        }
        for (Future<?> sender : senders) {
            sender.get(20, TimeUnit.SECONDS);
        }
    }
}
