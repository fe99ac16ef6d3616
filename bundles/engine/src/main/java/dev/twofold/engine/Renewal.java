/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.Collection;
import java.util.Set;

/**
 * The same classes with other callback objects: a component was made anew, or its bundle was stopped and started. States and
 * messages stay as they are, servers that run anything else stay where they are, and messages of the revision before are
 * carried over as they have been. Immutable.
 */
public final class Renewal implements StateChange {

    private final Set<Code<?>> before;

    /**
     * A renewal of some code.
     *
     * @param before what servers run that are to go over
     */
    public Renewal(Collection<? extends Code<?>> before) {
        this.before = Set.copyOf(before);
    }

    @Override
    public boolean isFor(Code<?> from) {
        return before.contains(from);
    }

    @Override
    public Object state(Code<?> from, Code<?> to, Object state) {
        return state;
    }

    @Override
    public Object message(Object message) {
        return message;
    }
}
