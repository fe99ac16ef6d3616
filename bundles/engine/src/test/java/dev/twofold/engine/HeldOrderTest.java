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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The order of a sender's messages over two gates, of which the first holds its messages back and the second does not. */
class HeldOrderTest extends PuppetStage {

    private final CountDownLatch firstClosed = new CountDownLatch(1);
    private final CountDownLatch heldBack = new CountDownLatch(1);
    private final CountDownLatch secondCloses = new CountDownLatch(1);
    private final CountDownLatch sent = new CountDownLatch(1);
    private final CompletableFuture<Object> seen = new CompletableFuture<>();

    private ServerGroup others() {
        ServerGroup others = engine.group("others");
        others.load(Map.of("puppet", new Code<>("others", "1", "puppet", puppet)));
        return others;
    }

    @Test
    void whatAnEarlierGateHeldComesBeforeWhatItsSenderSendsInsideTheNext() throws Exception {
        ServerGroup others = others();
        ServerRef rank = start("rank");
        engine.sys().suspend(rank, LONG);
        engine.start(ServerSpec.of("others", "puppet").named("sender")).cast(Puppet.act(context -> {
            assertReached(firstClosed);
            rank.cast("2");
            heldBack.countDown();
            assertReached(secondCloses);
            rank.cast("3");
            Future<Object> state = rank.sendRequest("state").toCompletableFuture();
            sent.countDown();
            return seen.complete(state.get(LONG.toSeconds(), TimeUnit.SECONDS));
        }));
        try (Gate first = group.closeGate(LONG)) {
            firstClosed.countDown();
            assertReached(heldBack);
            assertThat(first.size()).isEqualTo(1);
        }

        Future<Gate> second = clients.submit(() -> Gate.close(List.of(group, others), LONG));
        await("the second gate is closing", () -> ((Server) rank).has(StatusWord.GATED));
        secondCloses.countDown();
        assertReached(sent);
        engine.sys().resume(rank);

        assertThat(seen.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("new23");
        second.get(LONG.toSeconds(), TimeUnit.SECONDS).close();
    }

    @Test
    void aCallThatAnEarlierGateHeldIsAdmittedByTheNextIfItsCallerIsInside() throws Exception {
        ServerGroup others = others();
        ServerRef rank = start("rank");
        engine.sys().suspend(rank, LONG);
        engine.start(ServerSpec.of("others", "puppet").named("sender")).cast(Puppet.act(context -> {
            assertReached(firstClosed);
            Future<Object> state = rank.sendRequest("state").toCompletableFuture();
            heldBack.countDown();
            return seen.complete(state.get(LONG.toSeconds(), TimeUnit.SECONDS));
        }));
        try (Gate first = group.closeGate(LONG)) {
            firstClosed.countDown();
            assertReached(heldBack);
            assertThat(first.size()).isEqualTo(1);
        }

        Future<Gate> second = clients.submit(() -> Gate.close(List.of(group, others), LONG));
        await("the second gate is closing", () -> ((Server) rank).has(StatusWord.GATED));
        engine.sys().resume(rank);

        assertThat(seen.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("new");
        second.get(LONG.toSeconds(), TimeUnit.SECONDS).close();
    }
}
