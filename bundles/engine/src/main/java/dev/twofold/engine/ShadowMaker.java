/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.engine.ServerChange.Result;
import dev.twofold.engine.migration.ConversionException;
import dev.twofold.engine.supervisor.Children;
import dev.twofold.engine.supervisor.SupervisorServer;
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
    private final ChangeReport.Tally tally = new ChangeReport.Tally();
    private volatile boolean over;

    ShadowMaker(Map<String, Code<?>> codes, StateChange change) {
        this.codes = codes;
        this.change = change;
    }

    List<Shadow> make(List<Server> servers, Duration limit) {
        Deadline deadline = Deadline.in(limit);
        List<Standing> standing = servers.stream().map(this::concerned).flatMap(Optional::stream).toList();
        ExecutorService threads = Threads.changers(1 + standing.size() / SHARE);
        try {
            List<Part> parts = new ArrayList<>();
            List<Future<List<Shadow>>> results = new ArrayList<>();
            for (int from = 0; from < standing.size(); from += SHARE) {
                Part part = new Part(standing.subList(from, Math.min(standing.size(), from + SHARE)));
                parts.add(part);
                results.add(threads.submit(part));
            }
            List<Shadow> shadows = new ArrayList<>(servers.size());
            for (Future<List<Shadow>> result : results) {
                shadows.addAll(await(result, deadline, limit, parts));
            }
            return shadows;
        } finally {
            over = true;
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

    /** What this has done so far, and will have done if it does not fail. */
    ChangeReport report() {
        return tally.report();
    }

    /** A server that has to go over; not if it was killed before, runs the new code already, or is none of ours. */
    private Optional<Standing> concerned(Server server) {
        Standing standing = Standing.of(server);
        Code<?> from = standing.code();
        if (from == null) {
            return Optional.empty();
        }
        Code<?> to = codes.get(from.type());
        if (from == to || !change.isFor(from)) {
            tally.add(server, from, from, from == to ? Result.THERE : Result.STAYED);
            return Optional.empty();
        }
        if (to == null) {
            throw new ChangeFailedException(server.name(), "the new revision has no server type " + from.type());
        }
        tally.add(server, from, to, Result.CHANGED);
        return Optional.of(standing);
    }

    private Shadow make(Standing standing) {
        Server server = standing.server();
        Code<?> to = codes.get(standing.code().type());
        Object state = state(standing, to, change);
        return new Shadow(server, to, state, refusing(server, () -> messages(standing, to)));
    }

    /** The state of a server for other code. */
    static Object state(Standing standing, Code<?> to, StateChange change) {
        return refusing(standing.server(),
                () -> to.callbacks() instanceof SupervisorServer supervisor && standing.state() instanceof Children old
                        ? supervisor.changed(old, change::message)
                        : change.state(standing.code(), to, standing.state()));
    }

    /** What a message that waits for a server carries with other code; a supervisor's are the engine's own. */
    static Object message(Object payload, Code<?> to, StateChange change) {
        return to.callbacks() instanceof SupervisorServer
                ? SupervisorServer.changed(payload, change::message)
                : change.message(payload);
    }

    private Map<Message, Object> messages(Standing standing, Code<?> to) {
        Map<Message, Object> messages = new IdentityHashMap<>();
        for (Message message : standing.messages()) {
            messages.put(message, message(message.payload(), to, change));
        }
        return messages;
    }

    private static <V> V refusing(Server server, Callable<V> made) {
        try {
            return made.call();
        } catch (ConversionException refused) {
            throw new ChangeFailedException(server.name(), refused.getMessage());
        } catch (Throwable failure) { // code of authors: an error in it refuses the change and nothing else
            throw new ChangeFailedException(server.name(), ExitReason.of(failure).text());
        }
    }

    /** A share of the servers, done by one thread; others may ask which one it has come to. */
    private final class Part implements Callable<List<Shadow>> {

        private final List<Standing> servers;
        private volatile Busy busy;

        Part(List<Standing> servers) {
            this.servers = servers;
        }

        Optional<Busy> current() {
            return Optional.ofNullable(busy);
        }

        @Override
        public List<Shadow> call() {
            List<Shadow> shadows = new ArrayList<>(servers.size());
            for (Standing standing : servers) {
                if (over) {
                    break;
                }
                busy = new Busy(standing.server(), Thread.currentThread());
                shadows.add(make(standing));
            }
            busy = null;
            return shadows;
        }
    }

    /**
     * A server at rest, as the thread that has closed the gate sees it: only that thread may take its mailbox apart.
     *
     * @param code {@code null} if it has ended
     */
    record Standing(Server server, Code<?> code, Object state, List<Message> messages) {

        static Standing of(Server server) {
            return new Standing(server, server.code(), server.state(), server.waiting());
        }
    }

    private record Busy(Server server, Thread thread) {
    }
}
