/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What was loaded last into a group: the code that new servers run, and what is needed to go on with states, as long as the
 * revision before has a slot, and with messages, as long as clients have some of another revision. Immutable.
 */
final class Loaded {

    static final Loaded NOTHING = new Loaded(Map.of(), Optional.empty(), Optional.empty(), false, false, (byte) 0);

    private final Map<String, Code<?>> codes;
    private final Optional<StateChange> states;
    private final Optional<StateChange> messages;
    private final boolean forNewest;
    private final boolean forAll;
    private final byte era;
    private final Suspects ahead = new Suspects(false);
    private final Suspects back = new Suspects(true);

    private Loaded(Map<String, Code<?>> codes, Optional<StateChange> states, Optional<StateChange> messages,
            boolean forNewest, boolean forAll, byte era) {
        this.codes = Map.copyOf(codes);
        this.states = states;
        this.messages = messages;
        this.forNewest = forNewest;
        this.forAll = forAll;
        this.era = era;
    }

    /** States stay as they are. */
    Loaded load(Map<String, Code<?>> next) {
        return new Loaded(next, Optional.empty(), Optional.empty(), true, false, nextEra());
    }

    /**
     * Servers go over one by one.
     *
     * @param carry puts states and messages into the classes of the code
     * @param all whether all servers go over, and not only those that are bound to the newest
     */
    Loaded load(Map<String, Code<?>> next, StateChange carry, boolean all) {
        return new Loaded(next, Optional.of(carry), late(carry), true, all, nextEra());
    }

    /** Servers are changed behind a gate, those that are bound to the newest, too: they do not go over by themselves. */
    Loaded change(GroupChange change) {
        return new Loaded(change.codes(), Optional.empty(), late(change.change()), false, false, nextEra());
    }

    /** What carries messages from now on: also those that have been carried until now, as long as clients have them. */
    private Optional<StateChange> late(StateChange change) {
        if (change instanceof Renewal) {
            return messages;
        }
        return change.afterwards().map(next -> next instanceof LateMessages late
                && messages.orElse(null) instanceof LateMessages known
                        ? late.after(known, change instanceof Refresh)
                        : next);
    }

    /** The revision before has no slot any more. Clients may still have messages of it. */
    Loaded withoutOld() {
        return new Loaded(codes, Optional.empty(), messages, forNewest, forAll, era);
    }

    private byte nextEra() {
        byte next = (byte) (era + 1);
        return next == 0 ? 1 : next; // zero is that of messages which nobody has converted
    }

    Map<String, Code<?>> codes() {
        return codes;
    }

    /** What a server goes over with that is not changed behind a gate; empty if states stay as they are. */
    Optional<StateChange> states() {
        return states;
    }

    boolean isForAll() {
        return forAll;
    }

    /** Which messages have been converted for this. */
    byte era() {
        return era;
    }

    /** What a server that runs some code goes over to by itself, if it does that. */
    Code<?> newest(Code<?> present) {
        return forNewest ? codes.getOrDefault(present.type(), present) : present;
    }

    // ---- messages of the other revision

    /** Whether a message may be of the other revision than the server that takes it. */
    boolean isForeign(Message message, Code<?> running) {
        Object payload = message.payload();
        return messages.isPresent() && message.era() != era && payload != null && isForeign(payload, running);
    }

    private boolean isForeign(Object payload, Code<?> running) {
        return (isCurrent(running) ? ahead : back).get(payload.getClass());
    }

    /** A message for a server; throws what a {@link StateChange} throws. */
    Object carried(Object payload, Code<?> running) {
        StateChange change = messages.orElseThrow();
        return isCurrent(running)
                ? ShadowMaker.message(payload, running, change)
                : change.messageBack(payload);
    }

    /** An argument that a new server is given, which a client may have made long ago. */
    Object argument(Object given, Code<?> running) {
        return messages.isPresent() && isForeign(given, running) ? carried(given, running) : given;
    }

    private boolean isCurrent(Code<?> running) {
        return codes.get(running.type()) == running;
    }

    /** What is known of the classes of messages. A class does not keep it, and it keeps no class. */
    private final class Suspects extends ClassValue<Boolean> {

        private final boolean backwards;

        Suspects(boolean backwards) {
            this.backwards = backwards;
        }

        @Override
        protected Boolean computeValue(Class<?> type) {
            StateChange change = Objects.requireNonNull(messages.orElse(null), "only asked if there is one");
            return change.isForMessage(type, backwards);
        }
    }
}
