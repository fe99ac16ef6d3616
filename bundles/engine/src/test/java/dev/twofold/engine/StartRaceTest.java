/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A callback starts a server just when the gate closes, or is sealed: the gate waits for it, so it must not wait for the gate. */
class StartRaceTest extends PuppetStage {

    private static final ServerSpec CHILD = ServerSpec.of("other", "child").named("child");

    private final ServerGroup other = engine.group("other");

    StartRaceTest() {
        other.load(Map.of("child", new Code<>("other", "1", "child", puppet)));
    }

    @Test
    void startsInAGroupWhoseGateClosesWithThatOfTheCallback() throws Exception {
        assertStarts(engine.start(spec()), context -> context.servers().start(CHILD));
    }

    @Test
    void startsWithoutWaitingInAGroupWhoseGateClosesWithThatOfTheCallback() throws Exception {
        assertStarts(engine.start(spec()), context -> join(context.servers().startAsync(CHILD)));
    }

    private static ServerRef join(CompletionStage<ServerRef> started) throws Exception {
        return started.toCompletableFuture().get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    /** The gates close together after the start has looked whether they are, and before it is counted. */
    private void assertStarts(ServerRef parent, Puppet.Act start) throws Exception {
        List<ServerGroup> both = List.of(group, other);
        CompletionStage<Object> started;
        synchronized (other.births()) {
            started = parent.sendRequest(Puppet.act(start));
            await("the start is about to be counted", () -> isIn((Server) parent, Thread.State.BLOCKED));
            both.forEach(each -> each.close(both));
        }

        try {
            assertThat(started.toCompletableFuture()).succeedsWithin(LONG).hasToString("child");
        } finally {
            both.forEach(ServerGroup::open);
        }
    }

    private static boolean isIn(Server server, Thread.State wanted) {
        Thread runner = server.runner();
        return runner != null && runner.getState() == wanted;
    }

    @Test
    void startsWhenTheSealIsTakenOffAgain() throws Exception {
        assertStartsUnsealed(context -> context.servers().start(spec().named("child")));
    }

    @Test
    void startsWithoutWaitingWhenTheSealIsTakenOffAgain() throws Exception {
        assertStartsUnsealed(context -> join(context.servers().startAsync(spec().named("child"))));
    }

    private void assertStartsUnsealed(Puppet.Act start) throws Exception {
        ServerRef parent = engine.start(spec());
        group.close(List.of(group));
        group.births().seal();
        CompletionStage<Object> started = parent.sendRequest(Puppet.act(start));
        await("the start waits", () -> isIn((Server) parent, Thread.State.TIMED_WAITING));

        try {
            group.births().unseal();

            assertThat(started.toCompletableFuture()).succeedsWithin(LONG).hasToString("child");
        } finally {
            group.open();
        }
    }
}
