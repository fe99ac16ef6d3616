/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** Values that all reach each other. Those among them that can be filled later are. Belongs to one walk. */
final class Circle {

    private final Deque<Job> jobs = new ArrayDeque<>();
    private final List<Filling> last = new ArrayList<>();
    private final List<Runnable> checks = new ArrayList<>();
    private boolean whole;
    private int putOffIn = -1;

    void add(Filling filling, Place place) {
        jobs.add(new Job(filling, place));
    }

    /** To be done when it is whole. */
    void check(Runnable check) {
        checks.add(check);
    }

    /** Somebody outside has to wait for it; {@code false} if somebody else has in this pass. */
    boolean putOff(int pass) {
        boolean first = putOffIn != pass;
        putOffIn = pass;
        return first;
    }

    boolean isWhole() {
        return whole;
    }

    /**
     * Fills what can be filled; it is whole then, or has to be asked again.
     *
     * @param before done before each
     */
    void fill(Consumer<Place> before) {
        for (Job job = jobs.peek(); job != null; job = jobs.peek()) {
            before.accept(job.place());
            if (!job.filling().prepare()) {
                return;
            }
            jobs.remove();
            if (job.filling().isLast()) {
                last.add(job.filling());
            } else {
                job.filling().fill();
            }
        }
        last.forEach(Filling::fill);
        last.forEach(Filling::verify);
        checks.forEach(Runnable::run);
        whole = true;
    }

    private record Job(Filling filling, Place place) {
    }
}
