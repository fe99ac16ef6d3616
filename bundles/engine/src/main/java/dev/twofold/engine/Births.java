/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Which servers of a group are just being started, and whether any may be. Safe from any thread; its lock is held for a
 * moment only.
 */
final class Births {

    private int fromOutside;
    private int fromInside;
    private boolean sealed;
    private CompletableFuture<Void> open = CompletableFuture.completedFuture(null);

    /**
     * Counts one that begins.
     *
     * @param inside whether a callback of the group starts it: the gate waits for that, and takes in what it starts
     * @return empty if it is counted; otherwise the gate is closed, and this tells when it opens
     */
    synchronized Optional<CompletableFuture<Void>> begin(boolean inside) {
        if (!open.isDone() && !(inside && !sealed)) {
            return Optional.of(open);
        }
        if (inside) {
            fromInside++;
        } else {
            fromOutside++;
        }
        return Optional.empty();
    }

    synchronized void end(boolean inside) {
        if (inside) {
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
    synchronized boolean seal(boolean seal) {
        sealed = seal;
        return fromInside == 0;
    }

    void release() {
        CompletableFuture<Void> opened;
        synchronized (this) {
            sealed = false;
            opened = open;
        }
        opened.complete(null);
    }
}
