/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.twofold.server.CallFailedException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A module that is used in some way and taken away, beside the puppets, which stay: its class loader must go, whatever
 * others keep.
 */
abstract class PinStage extends PuppetStage {

    /** Less than an idle thread of the pool waits for work. */
    private static final Duration UNTIL_COLLECTED = Duration.ofSeconds(4);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** A way in which servers end. */
    enum Ending {
        KILL, STOP, CRASH
    }

    /** What is done with the module; must not leave anything of it in a variable of the test. */
    interface Use {
        void of(PinnedLoader module) throws Exception;
    }

    /** What clients still have when the module has gone. */
    final List<Object> kept = new CopyOnWriteArrayList<>();

    final ServerGroup pinned = engine.group("pinned");

    static ServerSpec spec(String type) {
        return ServerSpec.of("pinned", type);
    }

    /** Loads the module, uses it, ends its servers and asserts that nothing of it is left. */
    final void assertForgotten(Ending ending, Use use) throws Exception {
        WeakReference<ClassLoader> loader = used(module -> {
            use.of(module);
            end(module, ending);
        });
        engine.forgetRemovedCode();
        assertCollected(loader);
    }

    /** Loads the module and uses it, without ending anything. */
    final WeakReference<ClassLoader> used(Use use) throws Exception {
        PinnedLoader module = new PinnedLoader("1");
        pinned.load(module.codes(engine));
        use.of(module);
        return new WeakReference<>(module);
    }

    final void end(PinnedLoader module, Ending ending) {
        switch (ending) {
            case KILL -> pinned.kill(pinned.codes().values());
            case STOP -> pinned.unload(ExitReason.SHUTDOWN, LONG);
            case CRASH -> pinned.members().forEach(server -> server.cast(module.message("crash")));
            default -> throw new AssertionError(ending);
        }
        await("the servers of the module have ended", () -> pinned.members().isEmpty());
        pinned.load(Map.of());
    }

    final void assertCollected(WeakReference<?> loader) {
        Deadline deadline = Deadline.in(UNTIL_COLLECTED);
        for (System.gc(); loader.get() != null; System.gc()) {
            assertThat(deadline.hasPassed()).as("something keeps the module").isFalse();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        assertThat(kept).doesNotContainNull(); // and so was kept until now
    }

    /** Has a server run into a callback that hangs; the latch is to be counted down to let it return. */
    final CountDownLatch hang(PinnedLoader module, ServerRef server) throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch hanging = new CountDownLatch(1);
        server.cast(module.message("hang", new CountDownLatch[] { entered, hanging }));
        assertReached(entered);
        return hanging;
    }

    /** Keeps the failure of a call. */
    final void keepFailure(ServerRef server, Object request) {
        Throwable failure = catchThrowable(() -> server.call(request, LONG));
        assertThat(failure).isInstanceOf(CallFailedException.class);
        kept.add(failure);
        kept.add(((CallFailedException) failure).reason());
    }

    /** Has each thread of the pool run this message in servers of a type. */
    final void onManyThreads(PinnedLoader module, String type, String what, int count) throws Exception {
        List<CompletableFuture<Object>> replies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            replies.add(engine.start(spec(type)).sendRequest(module.message(what)).toCompletableFuture());
        }
        for (CompletableFuture<Object> reply : replies) {
            assertThat(reply.get(10, TimeUnit.SECONDS)).isEqualTo("done");
        }
    }
}
