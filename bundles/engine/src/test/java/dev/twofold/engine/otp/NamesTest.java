/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.engine.Otp;
import dev.twofold.server.ExitReason;
import dev.twofold.server.Init;
import dev.twofold.server.NameTakenException;
import dev.twofold.server.NoReply;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Names belong to the whole engine. */
class NamesTest extends Stage {

    @Test
    @Otp(50)
    void tellsWhoHasANameThatIsTaken() {
        AtomicInteger inits = new AtomicInteger();
        ServerSpec spec = spec(new Script().onInit((argument, context) -> {
            inits.incrementAndGet();
            return Init.ok(List.of());
        })).named("a");
        ServerRef holder = engine.start(spec);

        assertThatThrownBy(() -> engine.start(spec)).isInstanceOfSatisfying(NameTakenException.class,
                taken -> assertThat(taken.holder()).isEqualTo(holder));
        assertThat(inits).hasValue(1);
    }

    @Test
    @Otp(88)
    void freesTheNameBeforeADownArrives() {
        ServerRef server = engine.start(spec(new Script()).named("a"));
        CompletableFuture<Boolean> taken = new CompletableFuture<>();
        ServerRef watcher = start(new Script().onInfo((message, state, context) -> {
            taken.complete(context.servers().whereis("a").isPresent());
            return new NoReply<>(state);
        }));
        order(watcher, context -> context.monitor(server));

        sys.exit(server, ExitReason.KILL);

        assertThat(taken).succeedsWithin(LONG).isEqualTo(false);
    }

    /** Statement 51: names are local ones. */
    @Test
    void reachesWhoeverHasTheName() {
        ServerRef byName = engine.named("a");
        ServerRef first = engine.start(spec(new Script()).named("a"));
        byName.send("to the first");
        assertThat(seen(first)).containsExactly("to the first");
        sys.stop(byName, ExitReason.NORMAL, LONG);

        ServerRef second = engine.start(spec(new Script()).named("a"));
        byName.send("to the second");

        assertThat(seen(second)).containsExactly("to the second");
        assertThat(engine.whereis("a")).contains(second);
    }

    /** Statement 183: a free name is like a server that has ended. */
    @Test
    void dropsWhatIsSentToNobody() {
        ServerRef ended = start();
        sys.stop(ended, ExitReason.NORMAL, LONG);

        ended.send("anybody?");
        engine.named("nobody").send("anybody?");

        assertThat(engine.whereis("nobody")).isEmpty();
        assertThat(ended.isAlive()).isFalse();
    }
}
