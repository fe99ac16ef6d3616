/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * The same content with other classes: its bundle was refreshed, or installed again. States and messages are put into these
 * by shape, servers that run anything else stay where they are, and messages of the revision before are carried over as they
 * have been. Immutable.
 */
public final class Refresh implements StateChange {

    private final Set<Code<?>> before;
    private final Migration byShape;

    /**
     * A refresh of some code.
     *
     * @param before what servers run that are to go over
     * @param byShape the way from its classes to the others
     */
    public Refresh(Collection<? extends Code<?>> before, Migration byShape) {
        this.before = Set.copyOf(before);
        this.byShape = byShape;
    }

    @Override
    public boolean isFor(Code<?> from) {
        return before.contains(from);
    }

    @Override
    public void prepare(Code<?> from, Code<?> to) {
        byShape.prepare(from, to);
    }

    @Override
    public Object state(Code<?> from, Code<?> to, Object state) throws Exception {
        return byShape.state(from, to, state);
    }

    @Override
    public Object message(Object message) {
        return byShape.message(message);
    }

    @Override
    public Optional<StateChange> afterwards() {
        return byShape.afterwards();
    }
}
