/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.server.CallTimeoutException;
import dev.twofold.server.MailboxLimit;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The time behind any gate does not count against a limit. */
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

    @Test
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
}
