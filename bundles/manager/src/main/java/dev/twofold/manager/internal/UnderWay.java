/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.module.SwapProgress;
import dev.twofold.module.SwapStep;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What is being done just now. Said by the queue's thread; threads that make states only count, so that nobody has to be told
 * on them. Read by any.
 */
final class UnderWay {

    private volatile Optional<Now> now = Optional.empty();

    /** One step; how many states of how many servers only if they are made in it. */
    private record Now(String module, SwapStep step, AtomicInteger converted, int servers) {

        SwapProgress progress() {
            int made = Math.min(converted.get(), servers); // with a precopy some are made twice
            return new SwapProgress(module, made > 0 ? SwapStep.CHANGE : step, made, servers);
        }

        Now changing() {
            return new Now(module, SwapStep.CHANGE, converted, servers);
        }
    }

    void reached(String module, SwapStep step) {
        now = now.filter(before -> step == SwapStep.CHANGE && before.servers > 0).map(Now::changing).or(
                () -> Optional.of(new Now(module, step, new AtomicInteger(), 0)));
    }

    /** The gate closes, and then the states of so many servers are made. */
    void converting(String module, int servers) {
        now = Optional.of(new Now(module, SwapStep.GATE, new AtomicInteger(), servers));
    }

    void converted() {
        now.ifPresent(step -> step.converted().incrementAndGet());
    }

    void over() {
        now = Optional.empty();
    }

    Optional<SwapProgress> progress() {
        return now.map(Now::progress);
    }
}
