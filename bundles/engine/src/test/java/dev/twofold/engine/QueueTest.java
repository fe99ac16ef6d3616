/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.server.CallFailedException;
import dev.twofold.server.ServerRef;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What waits for a server can be looked at, and stays where it is. */
class QueueTest extends PuppetStage {

    @Test
    void tellsWhatWaitsInItsOrder() throws Exception {
        ServerRef server = start("a");
        engine.sys().suspend(server, LONG);
        server.cast("+1");
        server.send("info");
        CompletableFuture<Object> reply = server.sendRequest("state").toCompletableFuture();

        assertThat(engine.queue(server, LONG)).containsExactly("+1", "info", "state");

        engine.sys().resume(server);
        assertThat(reply.get(10, TimeUnit.SECONDS)).isEqualTo("new+1");
        assertThat(engine.queue(server, LONG)).isEmpty();
    }

    @Test
    void tellsWhatCameWhileTheGateWasClosedAfterWhatCameBefore() {
        ServerRef server = start("a");
        engine.sys().suspend(server, LONG);
        server.cast("+1");
        try (Gate gate = group.closeGate(LONG)) {
            server.cast("+2");
            gate.change(code("2"), changing(text -> text, text -> text + "!"), LONG);
            server.cast("+3");
            gate.commit();
        }
        server.cast("+4");

        assertThat(engine.queue(server, LONG)).containsExactly("+1!", "+2!", "+3!", "+4");

        engine.sys().resume(server);
        assertThat(server.call("state", LONG)).isEqualTo("new+1!+2!+3!+4");
    }

    @Test
    void tellsNothingOfAServerThatHasEnded() {
        ServerRef server = start("a");
        kill(server);

        assertThatThrownBy(() -> engine.queue(server, LONG)).isInstanceOf(CallFailedException.class);
    }
}
