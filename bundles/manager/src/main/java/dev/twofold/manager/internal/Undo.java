/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to be done backwards if an operation does not come to its end, however it fails. Closed without {@link #keep} it
 * does so, last thing first. Used by one thread.
 */
final class Undo implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Undo.class);

    private final Deque<Runnable> actions = new ArrayDeque<>();
    private final Optional<Undo> outer;

    Undo() {
        this(Optional.empty());
    }

    private Undo(Optional<Undo> outer) {
        this.outer = outer;
    }

    /** What is undone before anything of this, when it is closed; who keeps it keeps this, too. */
    Undo inner() {
        return new Undo(Optional.of(this));
    }

    void add(Runnable action) {
        actions.push(action);
    }

    /** The operation is done: nothing is undone any more. */
    void keep() {
        actions.clear();
        outer.ifPresent(Undo::keep);
    }

    @Override
    public void close() {
        while (!actions.isEmpty()) {
            try {
                actions.pop().run();
            } catch (RuntimeException failed) { // the other actions are to be done all the same
                LOG.error("a refused operation could not be undone completely", failed);
            }
        }
    }
}
