/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Which servers of a group are just being started, and whether any may be. Safe from any thread; its lock is held for a
 * moment only.
 */
final class Births {

    private int fromOutside;
    private int fromInside;
    private CompletableFuture<Void> open = CompletableFuture.completedFuture(null);
    private CompletableFuture<Void> unsealed = CompletableFuture.completedFuture(null);

    /**
     * A start.
     *
     * @param inside whether a callback of the group waits for it: the gate waits for that, and takes in what it starts
     * @param held tells when to try again; {@code null} if it has begun
     */
    record Birth(boolean inside, CompletableFuture<Void> held) {

        boolean hasBegun() {
            return held == null;
        }
    }

    /**
     * Counts one that begins, unless it has to wait for a gate.
     *
     * @param inside whether a callback of the group waits for it; asked here, since a gate that just closes together with
     *     another has more callbacks to wait for
     */
    synchronized Birth begin(BooleanSupplier inside) {
        boolean fromWithin = inside.getAsBoolean();
        CompletableFuture<Void> free = fromWithin ? unsealed : open;
        if (!free.isDone()) {
            return new Birth(fromWithin, free);
        }
        if (fromWithin) {
            fromInside++;
        } else {
            fromOutside++;
        }
        return new Birth(fromWithin, null);
    }

    synchronized void end(Birth birth) {
        if (birth.inside()) {
            fromInside--;
        } else {
            fromOutside--;
        }
        notifyAll();
    }

    /** From now on those from outside wait; those under way are waited for by {@link #await}. */
    synchronized void hold() {
        open = new CompletableFuture<>();
    }

    /**
     * Waits for those that are under way.
     *
     * @param all whether for those of callbacks of the group, too
     * @return {@code false} if they take too long
     */
    synchronized boolean await(Deadline deadline, boolean all) {
        while (fromOutside > 0 || all && fromInside > 0) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline.left());
            if (left <= 0) {
                return false;
            }
            try {
                wait(left);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /** From now on not even callbacks of the group start servers. {@code false} if one does just now. */
    synchronized boolean seal() {
        unsealed = new CompletableFuture<>();
        return fromInside == 0;
    }

    /** Something still runs: what it starts belongs to it. */
    void unseal() {
        seals().complete(null);
    }

    void release() {
        gates().complete(null);
        unseal();
    }

    private synchronized CompletableFuture<Void> gates() {
        return open;
    }

    private synchronized CompletableFuture<Void> seals() {
        return unsealed;
    }
}
