/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.ModuleManager;
import dev.twofold.module.SwapProgress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for an operation, and shows on a terminal how it gets on.
 *
 * @param manager tells that
 * @param live where to show it
 * @param afterwards what becomes of the operation when nobody waits for it any longer
 */
record Waiting(ModuleManager manager, Live live, String afterwards) {

    /** Of an operation that changes something. */
    static final String SHOWN = "it goes on, and module:list and module:info show what becomes of it";

    /** Of one that does not. */
    static final String REHEARSED = "it goes on and changes nothing, and what it finds is only in the log";

    private static final long LOOK_AGAIN_MS = 200;

    /** The result; Ctrl-C and the limit end the waiting, and not the operation. */
    <T> T await(CompletableFuture<T> operation, long seconds) throws InterruptedException {
        try {
            return show(operation, seconds);
        } catch (ExecutionException e) {
            throw new IllegalStateException("not done: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            live.line("not waited for any longer: " + afterwards);
            throw e;
        }
    }

    private <T> T show(CompletableFuture<T> operation, long seconds) throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        long limit = TimeUnit.SECONDS.toNanos(seconds);
        boolean shown = false;
        try {
            while (true) {
                long left = limit - (System.nanoTime() - start);
                try {
                    return operation.get(Math.max(0, Math.min(left, TimeUnit.MILLISECONDS.toNanos(LOOK_AGAIN_MS))),
                            TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    if (left <= 0) {
                        throw new IllegalStateException("not done after " + seconds + " s; " + afterwards, e);
                    }
                    live.status(text(System.nanoTime() - start));
                    shown = true;
                }
            }
        } finally {
            if (shown) {
                live.status("");
            }
        }
    }

    private String text(long nanos) {
        return manager.progress().map(Waiting::text).orElse("waits for its turn") + ", " + TimeUnit.NANOSECONDS
                .toSeconds(
                        nanos) + " s (Ctrl-C ends the waiting, not the operation)";
    }

    private static String text(SwapProgress progress) {
        return progress.module() + ": " + progress.step() + (progress.servers() > 0
                ? ", " + progress.converted() + " of " + progress.servers() + " servers"
                : "");
    }
}
