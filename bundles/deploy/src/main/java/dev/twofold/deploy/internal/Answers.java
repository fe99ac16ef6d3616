/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import dev.twofold.module.SwapReport;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the manager, but not for ever. */
final class Answers {

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private final Duration limit;
    private final BooleanSupplier stopping;

    /**
     * Waits no longer than this.
     *
     * @param stopping whether the platform is being stopped
     */
    Answers(Duration limit, BooleanSupplier stopping) {
        this.limit = limit;
        this.stopping = stopping;
    }

    /**
     * Waits for a report.
     *
     * @param what what was asked for, to be logged if there is no answer
     * @param operation the operation
     * @param late gets the report if it comes later than that, on a thread of the manager
     * @return the report, or empty if there was none in time
     * @throws InterruptedException if the thread was interrupted, or the platform is being stopped and that was refused:
     *     probably for no other reason, so that it is to be done at the next start as if it had not been tried
     * @throws java.util.concurrent.CancellationException if the manager was stopped before it came to it
     */
    Optional<SwapReport> await(String what, CompletionStage<SwapReport> operation, Consumer<SwapReport> late)
            throws InterruptedException {
        try {
            SwapReport report = operation.toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (report.refused() && stopping.getAsBoolean()) {
                throw new InterruptedException(what + ": the platform is being stopped");
            }
            return Optional.of(report);
        } catch (TimeoutException notYet) {
            LOG.error("{}: no answer within {} ms; see module:list for what becomes of it", what, limit.toMillis());
            operation.thenAccept(late);
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(what + " was not carried out", e.getCause());
        }
    }
}
