/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Children whose last restart has failed and that are tried again, by the ids of their specifications. Written by the thread
 * that runs the supervisor, read by any.
 */
public final class Failing {

    private final Map<String, Failure> byId = new ConcurrentHashMap<>();

    /**
     * Why a child does not start again.
     *
     * @param reason what the last try has said
     * @param since when the first one in a row has failed
     */
    public record Failure(String reason, Instant since) {
    }

    /** One more try has failed; whether nobody has been told of that reason yet. */
    boolean add(String id, String reason) {
        Optional<Failure> before = Optional.ofNullable(byId.get(id));
        byId.put(id, new Failure(reason, before.map(Failure::since).orElseGet(Instant::now)));
        return before.filter(known -> known.reason().equals(reason)).isEmpty();
    }

    /** Forgets those that are not tried again any more. */
    void retain(Predicate<String> restarting) {
        byId.keySet().removeIf(restarting.negate());
    }

    Map<String, Failure> all() {
        return Collections.unmodifiableMap(new TreeMap<>(byId));
    }
}
