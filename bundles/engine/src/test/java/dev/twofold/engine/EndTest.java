/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.server.CallFailedException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.NoReply;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.StartFailedException;
import dev.twofold.server.Stop;
import java.lang.ref.WeakReference;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whatever ends a server: who waits is told why, and nothing stays behind. */
class EndTest extends PuppetStage {

    private static final class NoMessage extends RuntimeException {

        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new StackOverflowError("of a message that contains itself");
        }
    }

    private static final class NoStack extends RuntimeException {

        private static final long serialVersionUID = 1;

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("no stack");
        }
    }

    private static Object throwing(RuntimeException failure) {
        return Puppet.act(context -> {
            throw failure;
        });
    }

    @Test
    void tellsTheStarterWhichErrorOfTheMachineEndedInit() {
        ServerSpec spec = spec().named("a").with(Puppet.birth(() -> {
            throw new OutOfMemoryError("pretended");
        })).initWithin(LONG);
        assertThatThrownBy(() -> engine.start(spec)).isInstanceOf(StartFailedException.class)
                .hasMessageContaining("OutOfMemoryError");
        assertThat(engine.whereis("a")).isEmpty();
    }

    @Test
    void tellsWhoAsksForAStateWhoseTextRunsOutOfMemory() {
        ServerRef server = engine.start(spec().with(new OutOfMemoryError("pretended")));
        assertThatThrownBy(() -> engine.sys().state(server, LONG)).isInstanceOf(CallFailedException.class)
                .hasMessageContaining("OutOfMemoryError");
        assertThat(server.call("still there", LONG)).isEqualTo("still there");
    }

    @Test
    void endsWithAnExceptionThatCannotBeDescribed() {
        for (RuntimeException failure : new RuntimeException[] { new NoMessage(), new NoStack() }) {
            ServerRef server = start("a");
            assertThatThrownBy(() -> server.call(throwing(failure), LONG)).isInstanceOf(CallFailedException.class)
                    .hasMessageContaining(failure.getClass().getSimpleName());
            assertThat(server.isAlive()).isFalse();
        }
    }

    @Test
    void keepsNoWatcherThatHasEnded() {
        ServerRef watched = start("watched");
        WeakReference<ServerRef> watcher = endedAfter(Puppet.step((state, context) -> {
            context.monitor(watched);
            return new Stop<>(ExitReason.NORMAL, (Object) "watching", state);
        }));
        awaitCollected(watcher);
        assertThat(watched.isAlive()).isTrue();
    }

    /** It is killed while it begins to be observed; what ended servers have in common must keep nothing of that. */
    @Test
    void keepsNoObserverThatComesTooLate() {
        Server server = (Server) start("a");
        Tracer tracer = new Tracer(event -> true);
        server.system(owned -> {
            kill(owned);
            owned.observe(observation -> observation.add(tracer));
            return true;
        }).await(LONG);
        assertThat(Extras.OVER.observation()).isNull();
        assertThat(tracer.isActive()).isFalse();
    }

    @Test
    void keepsNoServerThatHasEndedDuringALongWait() {
        WeakReference<ServerRef> server = endedAfter(
                Puppet.step((state, context) -> new Reply<>("waiting", state).withTimeout(Duration.ofHours(1))));
        awaitCollected(server);
    }

    /** In a method of its own, so that no local variable keeps the server. */
    private WeakReference<ServerRef> endedAfter(Object request) {
        ServerRef server = start("a");
        server.call(request, LONG);
        kill(server);
        await("the name is free", () -> engine.whereis("a").isEmpty());
        return new WeakReference<>(server);
    }

    private static void awaitCollected(WeakReference<?> reference) {
        await("the garbage collector has found it", () -> {
            System.gc();
            return reference.get() == null;
        });
    }

    @Test
    void runsNoMessageAfterTheOneInWhichItWasKilled() throws Exception {
        ServerRef server = start("a");
        occupy(server);
        server.cast(Puppet.act(context -> puppet.infos.add("ran after its end")));
        var answered = server.sendRequest("answer me").toCompletableFuture();
        kill(server);
        assertThat(answered).failsWithin(LONG).withThrowableThat().havingCause()
                .isInstanceOf(CallFailedException.class).withMessageContaining("killed");
        release.countDown();
        await("the callback has returned", () -> !((Server) server).isRunning());
        assertThat(puppet.infos).isEmpty();
    }

    @Test
    void answersTheRequestInWhichItWasKilled() throws Exception {
        ServerRef server = start("a");
        var answered = server.sendRequest(Puppet.step((state, context) -> {
            kill(context.self());
            return new NoReply<>(state);
        })).toCompletableFuture();
        assertThat(answered).failsWithin(LONG).withThrowableThat().havingCause()
                .isInstanceOf(CallFailedException.class).withMessageContaining("killed");
    }
}
