/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import dev.twofold.server.CallFailedException;
import dev.twofold.server.ServerRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Threads that call a server without a pause, and remember how calls failed. */
final class Clients implements AutoCloseable {

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong answered = new AtomicLong();
    private final Set<String> failures = ConcurrentHashMap.newKeySet();
    private final Set<String> reasons = ConcurrentHashMap.newKeySet();
    private final Supplier<String> facts;
    private volatile boolean stopped;

    private Clients(Supplier<String> facts) {
        this.facts = facts;
    }

    /** Clients that send the same request again and again. */
    static Clients calling(ServerRef server, Object request, int count, Supplier<String> facts) {
        Clients clients = new Clients(facts);
        for (int i = 0; i < count; i++) {
            clients.start(i, () -> {
                while (!clients.stopped) {
                    clients.call(server, request);
                }
            });
        }
        clients.awaitProgress();
        return clients;
    }

    /**
     * One client, the only one of a server that counts its calls: an answer that does not count on is a failure.
     *
     * @param counted how many calls the server says it has had
     */
    static Clients counting(ServerRef server, Object request, ToLongFunction<Object> counted, Supplier<String> facts) {
        Clients clients = new Clients(facts);
        clients.start(0, () -> {
            long calls = 0;
            while (!clients.stopped) {
                Optional<Object> answer = clients.call(server, request);
                if (answer.isPresent()) {
                    long now = counted.applyAsLong(answer.get());
                    if (now != calls + 1) {
                        clients.failures.add("answer '" + answer.get() + "' to call " + (calls + 1) + ", " + Instant
                                .now());
                    }
                    calls = now;
                }
            }
        });
        clients.awaitProgress();
        return clients;
    }

    private void start(int number, Runnable calls) {
        Thread thread = new Thread(calls, "client-" + number);
        threads.add(thread);
        thread.start();
    }

    private Optional<Object> call(ServerRef server, Object request) {
        try {
            Object answer = server.call(request);
            answered.incrementAndGet();
            return Optional.of(answer);
        } catch (RuntimeException failed) {
            failures.add(failed.toString());
            reasons.add(failed instanceof CallFailedException call ? call.reason().text() : failed.toString());
            return Optional.empty();
        }
    }

    /** Returns when each client must have had an answer since. */
    void awaitProgress() {
        long enough = answered.get() + 10L * threads.size();
        Await.until("clients go on", () -> answered.get() >= enough || !failures.isEmpty(), facts);
    }

    /** How many calls were answered. */
    long answered() {
        return answered.get();
    }

    /** What was said about the calls that failed. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Why calls failed. */
    Set<String> reasons() {
        return Set.copyOf(reasons);
    }

    /** Lets each client take its last answer. */
    @Override
    public void close() {
        stopped = true;
        Await.until("clients stop", () -> threads.stream().noneMatch(Thread::isAlive), facts);
    }
}
