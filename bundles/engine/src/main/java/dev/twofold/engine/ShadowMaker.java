/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.engine.migration.ConversionException;
import dev.twofold.server.ExitReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes the shadows of many servers, on threads of its own that end with it: a change that hangs or leaves something
 * behind in its thread does no harm to others.
 */
final class ShadowMaker {

    private static final int SHARE = 512;

    private final Map<String, Code<?>> codes;
    private final StateChange change;

    ShadowMaker(Map<String, Code<?>> codes, StateChange change) {
        this.codes = codes;
        this.change = change;
    }

    List<Shadow> make(List<Server> servers, Duration limit) {
        Deadline deadline = Deadline.in(limit);
        ExecutorService threads = Threads.changers(1 + servers.size() / SHARE);
        try {
            List<Part> parts = new ArrayList<>();
            List<Future<List<Shadow>>> results = new ArrayList<>();
            for (int from = 0; from < servers.size(); from += SHARE) {
                Part part = new Part(servers.subList(from, Math.min(servers.size(), from + SHARE)));
                parts.add(part);
                results.add(threads.submit(part));
            }
            List<Shadow> shadows = new ArrayList<>(servers.size());
            for (Future<List<Shadow>> result : results) {
                shadows.addAll(await(result, deadline, limit, parts));
            }
            return shadows;
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Shadow> await(Future<List<Shadow>> result, Deadline deadline, Duration limit,
            List<Part> parts) {
        try {
            return result.get(Math.max(1, deadline.left()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException hangs) {
            throw parts.stream().map(Part::current).flatMap(Optional::stream).findFirst()
                    .map(busy -> new ChangeFailedException(busy.server().name(), "its change did not return within "
                            + limit.toMillis() + " ms, it is " + StackPlace.of(busy.thread())))
                    .orElseGet(() -> new ChangeFailedException("(all)",
                            "the changes took more than " + limit.toMillis() + " ms"));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ChangeFailedException("(all)", "the change was interrupted");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof ChangeFailedException known) {
                throw known;
            }
            throw new ChangeFailedException("(all)", ExitReason.of(failed.getCause()).text());
        }
    }

    /** Empty if the server was killed meanwhile. */
    private Optional<Shadow> make(Server server) {
        Code<?> from = server.behaviour().code();
        if (from == null) {
            return Optional.empty();
        }
        Code<?> to = codes.get(from.type());
        if (to == null) {
            throw new ChangeFailedException(server.name(), "the new revision has no server type " + from.type());
        }
        try {
            Object state = change.state(from, to, server.behaviour().state());
            Map<Message, Object> messages = new IdentityHashMap<>();
            for (Message message : server.waiting()) {
                messages.put(message, change.message(message.payload()));
            }
            return Optional.of(new Shadow(server, to, state, messages));
        } catch (ConversionException refused) {
            throw new ChangeFailedException(server.name(), refused.getMessage());
        } catch (Throwable failure) { // code of authors: an error in it refuses the change and nothing else
            throw new ChangeFailedException(server.name(), ExitReason.of(failure).text());
        }
    }

    /** A share of the servers, done by one thread; others may ask which one it has come to. */
    private final class Part implements Callable<List<Shadow>> {

        private final List<Server> servers;
        private volatile Busy busy;

        Part(List<Server> servers) {
            this.servers = servers;
        }

        Optional<Busy> current() {
            return Optional.ofNullable(busy);
        }

        @Override
        public List<Shadow> call() {
            List<Shadow> shadows = new ArrayList<>(servers.size());
            for (Server server : servers) {
                busy = new Busy(server, Thread.currentThread());
                make(server).ifPresent(shadows::add);
            }
            busy = null;
            return shadows;
        }
    }

    private record Busy(Server server, Thread thread) {
    }
}
