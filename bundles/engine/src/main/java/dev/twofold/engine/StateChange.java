/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.List;
import java.util.Optional;

/**
 * Turns what a server holds into the new revision's classes. Called on several threads at once; what it throws refuses the
 * whole change, and its text goes into the report.
 */
public interface StateChange {

    /**
     * Whether servers that run some code are to be changed. With servers of two revisions in a group, those that it is not
     * for stay as they are.
     *
     * @param from the code that servers run; never that which they are to go over to
     * @return {@code true} unless overridden
     */
    default boolean isFor(Code<?> from) {
        return true;
    }

    /**
     * Does what can be done before a state is there. Called for each server type before anybody is held back, on the thread
     * that runs the upgrade; it need not be called. Runs no code of authors.
     *
     * @param from the code that servers run
     * @param to the code that they go over to
     */
    default void prepare(Code<?> from, Code<?> to) {}

    /**
     * Makes the new state.
     *
     * @param from the code that the server runs
     * @param to the code that it goes over to
     * @param state the old state, which stays as it is
     * @return the new state
     * @throws Exception if there is none
     */
    Object state(Code<?> from, Code<?> to, Object state) throws Exception;

    /**
     * Who makes the new states of servers, for reports.
     *
     * @param to the code that they go over to
     * @return such as the class of a code change, and its versions; empty if nobody's code does, or unless overridden
     */
    default Optional<String> maker(Code<?> to) {
        return Optional.empty();
    }

    /**
     * What of a state would not be there any more if its server went over and back again. Only rehearsals ask.
     *
     * @param from the code that the server runs
     * @param to the code that it would go over to
     * @param state the old state
     * @param made the new state, made of that
     * @return where what comes back differs, with what was there and what is there; empty if it is equal, or unless overridden
     * @throws Exception if it does not come back
     */
    default List<String> lostOnTheWayBack(Code<?> from, Code<?> to, Object state, Object made) throws Exception {
        return List.of();
    }

    /**
     * Carries a message over that waits in a mailbox.
     *
     * @param message the message
     * @return the message, or its like in the new revision's classes
     */
    Object message(Object message);

    /**
     * Carries a message over to a server that still runs the old code: servers of both may send each other messages.
     *
     * @param message the message
     * @return the message, or its like in the old revision's classes
     */
    default Object messageBack(Object message) {
        return message;
    }

    /**
     * Whether messages of a class may have to be carried over, because they are of the other revision or may hold something
     * that is. Asked about once for each class, when the servers have gone over.
     *
     * @param type the class of a message
     * @param back whether for {@link #messageBack}
     * @return {@code true} unless overridden
     */
    default boolean isForMessage(Class<?> type, boolean back) {
        return true;
    }

    /**
     * What carries messages over that come when the servers have gone over, from clients that still have old ones. It is
     * kept until the next change, so it should hold nothing that is not needed for that, and nothing of the old revision.
     *
     * @return empty unless overridden: such messages go to the callbacks as they are
     */
    default Optional<StateChange> afterwards() {
        return Optional.empty();
    }
}
