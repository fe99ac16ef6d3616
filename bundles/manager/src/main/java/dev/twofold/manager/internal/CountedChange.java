/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.engine.Code;
import dev.twofold.engine.StateChange;
import java.util.List;
import java.util.Optional;

/**
 * A change that counts the states it has made.
 *
 * @param change makes them
 * @param counter called after each, on the thread that has made it
 */
record CountedChange(StateChange change, Runnable counter) implements StateChange {

    @Override
    public boolean isFor(Code<?> from) {
        return change.isFor(from);
    }

    @Override
    public void prepare(Code<?> from, Code<?> to) {
        change.prepare(from, to);
    }

    @Override
    public Object state(Code<?> from, Code<?> to, Object state) throws Exception {
        Object made = change.state(from, to, state);
        counter.run();
        return made;
    }

    @Override
    public Optional<String> maker(Code<?> to) {
        return change.maker(to);
    }

    @Override
    public List<String> lostOnTheWayBack(Code<?> from, Code<?> to, Object state, Object made) throws Exception {
        return change.lostOnTheWayBack(from, to, state, made);
    }

    @Override
    public Object message(Object message) {
        return change.message(message);
    }

    @Override
    public Object messageBack(Object message) {
        return change.messageBack(message);
    }

    @Override
    public boolean isForMessage(Class<?> type, boolean back) {
        return change.isForMessage(type, back);
    }

    @Override
    public Optional<StateChange> afterwards() {
        return change.afterwards();
    }
}
