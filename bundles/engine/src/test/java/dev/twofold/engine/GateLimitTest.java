/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.server.CallTimeoutException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.From;
import dev.twofold.server.Init;
import dev.twofold.server.MailboxLimit;
import dev.twofold.server.NoReply;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The time behind any gate does not count against a limit. Each test waits for longer than its limit, all of them together.
 * Only they say so, and not the class: that would run beside other classes, of which some look for threads that are left.
 */
class GateLimitTest extends PuppetStage {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Duration LONGER = LIMIT.plusMillis(300);

    /** A server of another group, which is not gated. */
    private ServerRef other(String name) {
        engine.group("other").load(Map.of("puppet", new Code<>("other", "1", "puppet", puppet)));
        return engine.start(ServerSpec.of("other", "puppet").named(name));
    }

    private void awaitGate(Gate gate) {
        long before = group.gatedNanos();
        await("the gate has been closed for longer than the limit",
                () -> group.gatedNanos() - before > LONGER.toNanos());
        gate.close();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aCallDoesNotRunOutWhileItsServerWaitsAtTheGateOfAnotherGroup() throws Exception {
        ServerRef gated = start("gated");
        ServerRef between = other("between");
        ServerRef before = other("before");
        Gate gate = group.closeGate(LONG);
        Future<Object> reply = clients.submit(() -> before.call(Puppet.act(
                first -> between.call(Puppet.act(second -> gated.call("state", LIMIT)), LIMIT)), LIMIT));
        await("the call is at the gate", () -> waiting(gated) == 1);
        awaitGate(gate);
        assertThat(reply.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("new");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whatItHasWaitedForBeforeDoesNotCountEither() throws Exception {
        ServerRef gated = start("gated");
        ServerRef between = other("between");
        Gate gate = group.closeGate(LONG);
        Future<Object> reply = clients.submit(() -> between.call(Puppet.act(context -> {
            Object state = gated.call("state", LIMIT);
            gated.call("and once more, without a gate", LIMIT);
            return state;
        }), LIMIT));
        await("the call is at the gate", () -> waiting(gated) == 1);
        awaitGate(gate);
        assertThat(reply.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("new");
    }

    /** The one that is called asks two others at the same time; the one that answers at once is no reason to forget the other. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whatItWaitsForInOtherThreadsDoesNotCountEither() throws Exception {
        ServerRef gated = start("gated");
        ServerRef between = other("between");
        ServerRef quick = other("quick");
        Gate gate = group.closeGate(LONG);
        Future<Object> reply = clients.submit(() -> between.call(Puppet.act(context -> {
            Future<Object> state = clients.submit(context.wrap(() -> gated.call("state", LIMIT)));
            await("the call is at the gate", () -> waiting(gated) == 1);
            clients.submit(context.wrap(() -> quick.call(Puppet.act(second -> {
                spin(1_000_000);
                return "done";
            }), LIMIT))).get();
            return state.get();
        }), LIMIT));
        await("the call is at the gate", () -> waiting(gated) == 1);
        awaitGate(gate);
        assertThat(reply.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("new");
    }

    /** Neither a start nor a call whose reply somebody else will give. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whatIsDoneForItElsewhereDoesNotCountEither() throws Exception {
        ServerRef gated = start("gated");
        ServerRef deferring = other("deferring");
        ServerRef answering = other("answering");
        Gate gate = group.closeGate(LONG);
        Future<ServerRef> started = clients.submit(() -> engine.start(ServerSpec.of("other", "puppet").with(Puppet
                .birth(
                        () -> Init.ok(gated.call("state", LIMIT)))).initWithin(LIMIT)));
        Future<Object> reply = clients.submit(() -> deferring.call(Puppet.step((state, context) -> {
            From from = (From) ((Server) context.self()).current();
            answering.cast(Puppet.act(answers -> {
                from.reply(gated.call("state", LIMIT));
                return "replied";
            }));
            return new NoReply<>(state);
        }), LIMIT));
        await("the calls are at the gate", () -> waiting(gated) == 2);
        awaitGate(gate);
        assertThat(reply.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("new");
        assertThat(started.get(LONG.toSeconds(), TimeUnit.SECONDS).call("state", LONG)).isEqualTo("new");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aStartThatNobodyWaitsForDoesNotRunOutEither() throws Exception {
        ServerRef gated = start("gated");
        other("loads the code");
        Gate gate = group.closeGate(LONG);
        CompletableFuture<ServerRef> started = engine.startAsync(ServerSpec.of("other", "puppet").with(Puppet
                .birth(() -> Init.ok(gated.call("state", LIMIT)))).initWithin(LIMIT)).toCompletableFuture();
        await("the call is at the gate", () -> waiting(gated) == 1);
        awaitGate(gate);
        assertThat(started).succeedsWithin(LONG);
        assertThat(started.join().call("state", LONG)).isEqualTo("new");
    }

    /** Nor does it while the gate of its own group closes, which waits for it. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aStartDoesNotRunOutWhileItsOwnGateCloses() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        ServerSpec slow = spec().with(Puppet.birth(() -> {
            entered.countDown();
            return Init.ok(awaitRelease());
        })).initWithin(LIMIT);
        CompletableFuture<ServerRef> started = engine.startAsync(slow).toCompletableFuture();
        group.close(List.of(group));
        long before = group.gatedNanos();
        try {
            assertReached(entered);
            await("longer than the limit", () -> group.gatedNanos() - before > LONGER.toNanos());
        } finally {
            group.open();
        }
        assertThat(started).isNotDone();
        release.countDown();
        assertThat(started).succeedsWithin(LONG);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aCallRunsOutThoughAnotherGroupIsGatedThatItDoesNotWaitFor() throws Exception {
        ServerRef between = other("between");
        occupy(between);
        try (Gate gate = group.closeGate(LONG)) {
            assertThatThrownBy(() -> between.call("state", Duration.ofMillis(20)))
                    .isInstanceOf(CallTimeoutException.class);
            assertThat(gate.size()).isZero();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whoWaitsForRoomInAMailboxKeepsPatienceBehindTheGate() throws Exception {
        ServerRef full = engine.start(spec().named("full").limited(new MailboxLimit(1, LIMIT)));
        engine.sys().suspend(full, LONG);
        full.cast("+1");
        Future<?> sender = clients.submit(() -> full.cast("+2"));
        Room room = ((Server) full).extras().room();
        await("the sender waits", room::isAwaited);
        awaitGate(group.closeGate(LONG));
        engine.sys().resume(full);
        sender.get(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(full.call("state", LONG)).isEqualTo("new+1+2");
    }

    // ---- ends

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aModuleEndsInTimeThoughSomebodyHoldsItsServers() throws Exception {
        start("held");
        try (Gate gate = group.closeGate(LONG)) {
            Future<Integer> killed = clients.submit(() -> group.unload(ExitReason.SHUTDOWN, Duration.ofMillis(100)));

            assertThat(killed.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(gate.size());
        }
    }

    /** Else it would hold up the gate, for as long as that waits for it. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whoIsBusyWhenTheGateClosesIsWaitedForNoLonger() throws Exception {
        ServerRef busy = start("busy");
        occupy(busy);
        group.close(List.of(group));
        try {
            Future<Boolean> ended = clients.submit(() -> engine.awaitEnd(busy, Duration.ofMillis(100)));

            assertThat(ended.get(LONG.toSeconds(), TimeUnit.SECONDS)).isFalse();
        } finally {
            group.open();
        }
    }
}
