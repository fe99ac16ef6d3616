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
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Makes the shadows of the servers of a group, on threads that run nothing else and end when a change is refused or code is
 * removed: a change that hangs or leaves something behind in its thread does no harm to others.
 */
final class ShadowMaker {

    private static final int MOST_AT_ONCE = 2_048;
    private static final int SHARES_OF_A_THREAD = 4;
    private static final int FEW = 32;
    private static final int MOST_FRAMES = 20;
    private static final String ALL = "(all)";

    private final GroupChange plan;
    private final Roster roster;
    private final boolean early;
    private final AtomicInteger named = new AtomicInteger();
    private final List<Part> parts = new ArrayList<>();
    private Consumer<ChangeReport.Tally> fitting = tally -> {};
    private volatile boolean over;

    /**
     * For the servers of a group, which stand behind their gate.
     *
     * @param early whether they do not, but serve: then only states are made, and only of those that do not run just now
     */
    ShadowMaker(GroupChange plan, Roster roster, boolean early) {
        this.plan = plan;
        this.roster = roster;
        this.early = early;
    }

    /** How many threads are worth while for so many servers. */
    static int threads(int servers) {
        return servers < 2 * FEW ? 1 : Math.min(Runtime.getRuntime().availableProcessors(), servers / FEW);
    }

    /** How many a thread does in one go: one thread alone does them all, others even out what takes longer. */
    private static int share(int servers) {
        int threads = threads(servers);
        return threads == 1
                ? MOST_AT_ONCE
                : Math.max(1, Math.min(MOST_AT_ONCE, servers / (threads * SHARES_OF_A_THREAD)));
    }

    /**
     * Puts the shadows into the roster.
     *
     * @param threads do it
     * @param limit as the deadline was, for reports
     */
    void make(ChangeThreads threads, Deadline deadline, Duration limit) {
        roster.growShadows();
        fitting = roster.fitting();
        int share = share(roster.size());
        try {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int from = 0; from < roster.size(); from += share) {
                int to = Math.min(roster.size(), from + share);
                if (!roster.allFit(from, to)) {
                    Part part = new Part(from, to);
                    parts.add(part);
                    results.add(threads.submit(part));
                }
            }
            for (Future<Boolean> result : results) {
                await(result, deadline, limit);
            }
            threads.strangers().ifPresent(strangers -> {
                throw new ChangeFailedException(ALL, "a change has started threads that still run (" + strangers
                        + "): a CodeChange only makes a value of another" + makers());
            });
        } finally {
            over = true;
            parts.forEach(Part::letGo);
        }
    }

    /** Whose code it may have been. */
    private String makers() {
        String makers = plan.codes().values().stream().map(plan.change()::maker).flatMap(Optional::stream).distinct()
                .sorted().collect(Collectors.joining(" or "));
        return makers.isEmpty() ? "" : "; it was " + makers;
    }

    /**
     * What this has done, or will have done when the shadows are installed. To be asked once.
     *
     * @param others counts those that were parked meanwhile
     */
    ChangeReport report(Consumer<ChangeReport.Tally> others) {
        ChangeReport.Tally before = new ChangeReport.Tally(named);
        others.accept(before);
        fitting.accept(before);
        ChangeReport.Tally sum = new ChangeReport.Tally(new AtomicInteger());
        sum.add(before.report());
        parts.forEach(part -> sum.add(part.tally.report()));
        return sum.report();
    }

    private void await(Future<Boolean> result, Deadline deadline, Duration limit) {
        try {
            result.get(Math.max(1, deadline.left()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException hangs) {
            throw parts.stream().map(Part::current).flatMap(Optional::stream).findFirst()
                    .map(busy -> tooLong(plan, busy.server(), busy.thread(), limit))
                    .orElseGet(() -> new ChangeFailedException(ALL,
                            "the changes took more than " + limit.toMillis() + " ms"));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ChangeFailedException(ALL, "the change was interrupted");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof ChangeFailedException known) {
                throw known;
            }
            throw new ChangeFailedException(ALL, text(failed.getCause()));
        }
    }

    static ChangeFailedException tooLong(GroupChange plan, Server server, Thread thread, Duration limit) {
        String stack = StackPlace.stack(thread).stream().limit(MOST_FRAMES).collect(Collectors.joining(" < "));
        String maker = Optional.<Code<?>>ofNullable(plan.codes().get(server.type())).flatMap(plan.change()::maker)
                .orElse("its change");
        return new ChangeFailedException(server.name(), maker + " did not return within " + limit.toMillis()
                + " ms, it is " + StackPlace.of(thread) + (stack.isEmpty() ? "" : " (" + stack + ")"));
    }

    // ---- one server

    /** The state of a server for other code. */
    static Object state(Standing standing, Code<?> to, StateChange change) {
        return refusing(standing.server(),
                () -> to.callbacks() instanceof SupervisorServer supervisor && standing.state() instanceof Children old
                        ? supervisor.changed(old, change::message)
                        : change.state(standing.code(), to, standing.state()));
    }

    /** What a message that waits for a server carries with other code, if anything; a supervisor's are the engine's own. */
    static Object message(Object payload, Code<?> to, StateChange change) {
        if (payload == null) {
            return null; // such as an order to stop
        }
        return to.callbacks() instanceof SupervisorServer
                ? SupervisorServer.changed(payload, change::message)
                : change.message(payload);
    }

    /** All that a server will be; what an earlier shadow has of it is taken if it still fits. */
    static Shadow make(Standing standing, Code<?> to, StateChange change, Shadow before) {
        Server server = standing.server();
        Shadow shadow = before != null && before.isOf(standing.code(), standing.state())
                ? before
                : Shadow.of(server, standing.code(), standing.state(), to, state(standing, to, change));
        if (standing.messages().isEmpty()) {
            return shadow;
        }
        List<Object> payloads = new ArrayList<>(standing.messages().size());
        for (Message message : standing.messages()) {
            payloads.add(refusing(server, () -> message(message.payload(), to, change)));
        }
        return shadow.with(standing.messages(), payloads);
    }

    private static <V> V refusing(Server server, Callable<V> made) {
        try {
            return made.call();
        } catch (ConversionException | CodeChangeException refused) {
            throw new ChangeFailedException(server.name(), refused.getMessage());
        } catch (Throwable failure) { // code of authors: an error in it refuses the change and nothing else
            throw new ChangeFailedException(server.name(), text(failure));
        }
    }

    private static String text(Throwable failure) {
        return failure instanceof OutOfMemoryError
                ? "there was not enough memory for its change"
                : ExitReason.of(failure).text();
    }

    /** A share of the servers, done by one thread; others may ask which one it has come to. */
    private final class Part implements Callable<Boolean> {

        private final int from;
        private final int to;
        private final ChangeReport.Tally tally = new ChangeReport.Tally(named);
        private volatile Busy busy;

        Part(int from, int to) {
            this.from = from;
            this.to = to;
        }

        Optional<Busy> current() {
            return Optional.ofNullable(busy);
        }

        @Override
        public Boolean call() {
            Running.here().changes(roster.group());
            Thread thread = Thread.currentThread();
            for (int place = from; place < to && !over; place++) {
                if (roster.fits(place)) {
                    continue;
                }
                Server server = roster.server(place);
                Standing standing = early ? Standing.glance(server) : stand(server);
                if (standing == null) {
                    continue;
                }
                Code<?> target = plan.codes().get(standing.code().type());
                Result result = result(standing.code(), target);
                if (result == Result.CHANGED && target == null) {
                    throw new ChangeFailedException(server.name(),
                            "the new revision has no server type " + standing.code().type());
                }
                tally.add(server, standing.code(), target, result);
                if (result != Result.CHANGED) {
                    keep(place, null); // it may have gone over by itself since one was made
                    continue;
                }
                makeOne(place, standing, target, thread);
            }
            busy = null;
            return true;
        }

        private void makeOne(int place, Standing standing, Code<?> target, Thread thread) {
            Shadow before = roster.shadow(place);
            if (before == null || !before.isOf(standing.code(), standing.state())) {
                busy = new Busy(standing.server(), thread);
            }
            try {
                Shadow made = make(standing, target, plan.change(), before);
                if (made != before) {
                    keep(place, made);
                }
            } catch (ChangeFailedException failed) {
                if (standing.server().isAlive()) { // who has been killed meanwhile stops nobody
                    throw failed;
                }
            }
        }

        private Result result(Code<?> running, Code<?> target) {
            return running == target
                    ? Result.THERE
                    : plan.change().isFor(running) ? Result.CHANGED : Result.STAYED;
        }

        /** A mailbox may be taken apart as long as the gate is closed, and {@link #over} comes before it opens. */
        private synchronized Standing stand(Server server) {
            return over ? null : Standing.of(server);
        }

        private synchronized void keep(int place, Shadow made) {
            if (!over) {
                roster.keep(place, made);
            }
        }

        /** Returns when this touches neither servers nor the roster any more, even if it hangs. */
        synchronized void letGo() {
            busy = null;
        }
    }

    /**
     * A server at rest.
     *
     * @param code what it runs
     */
    record Standing(Server server, Code<?> code, Object state, List<Message> messages) {

        /** {@code null} if it has ended. Only for who has closed the gate: it takes the mailbox apart. */
        static Standing of(Server server) {
            Object state = server.state();
            VarHandle.acquireFence(); // who ends it takes the code away first
            Code<?> code = server.code();
            return code == null
                    ? null
                    : new Standing(server, code, state, server.awaitsNothing() ? List.of() : server.waiting());
        }

        /** One that serves, as seen by somebody else; {@code null} if it runs, or its state changes in place. */
        static Standing glance(Server server) {
            Code<?> code = server.code();
            return code == null || code.isSupervisor() || !server.isIdle()
                    ? null
                    : new Standing(server, code, server.state(), List.of());
        }
    }

    private record Busy(Server server, Thread thread) {
    }
}
