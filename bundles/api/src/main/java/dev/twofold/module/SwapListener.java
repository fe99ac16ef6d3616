/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.module;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Is told of operations on modules. Register it as an OSGi service: whoever does is told what happens from then on.
 *
 * <p>Each listener is told on a thread of its own, one thing after the other: for each module in the order in which things
 * happen. Nothing waits for a listener. One that is slow is told later; when {@value #MOST_WAITING} things wait for it the
 * oldest are dropped, which is logged, as is what a listener throws. What it is given holds no object of any module and may
 * be kept.
 */
@ConsumerType
public interface SwapListener {

    /** So many things may wait for a listener. */
    int MOST_WAITING = 1_000;

    /**
     * An operation has begun. Not told of one that is refused before it is clear which module it is about.
     *
     * @param start what is about to be done
     */
    default void started(SwapStart start) {}

    /**
     * An operation has ended, however it did. Told exactly once for each that was started.
     *
     * @param report what was done, or why not
     */
    void ended(SwapReport report);

    /**
     * A revision has got a slot. Told before the end of the operation.
     *
     * @param revision which one
     */
    default void resident(RevisionId revision) {}

    /**
     * A revision has left its slot for good, and its bundle is uninstalled. Told before the end of the operation.
     *
     * @param revision which one
     */
    default void purged(RevisionId revision) {}

    /**
     * Nothing is left of a revision that was purged, refused or thrown away: its class loader has been collected. That can
     * be much later, see {@link ModuleManager#uncollected}.
     *
     * @param revision which one
     */
    default void collected(RevisionId revision) {}
}
