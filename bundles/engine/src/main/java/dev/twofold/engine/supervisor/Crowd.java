/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import dev.twofold.engine.supervisor.Outcome.Ok;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.supervisor.ChildCounts;
import dev.twofold.supervisor.ChildInfo;
import dev.twofold.supervisor.ChildInfo.Status;
import dev.twofold.supervisor.ChildRefusedException.Reason;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Restart;
import dev.twofold.supervisor.Strategy;
import dev.twofold.supervisor.SupervisorSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Any number of children of one kind, known by their references. There can be a million of them, so a child is no more
 * than an entry of a map: its reference, and the argument of its own that it must be started again with.
 */
final class Crowd implements Family {

    private final SupervisorSpec flags;
    private final Map<ServerRef, Optional<Object>> running;

    /** By the references of those that have ended. */
    private final Map<ServerRef, Optional<Object>> restarting;

    private boolean supervisors;

    Crowd(SupervisorSpec flags, SupervisorTypes types) {
        this(flags, new LinkedHashMap<>(), new LinkedHashMap<>(), types.isSupervisor(child(flags).start()));
    }

    private Crowd(SupervisorSpec flags, Map<ServerRef, Optional<Object>> running,
            Map<ServerRef, Optional<Object>> restarting, boolean supervisors) {
        this.flags = flags;
        this.running = running;
        this.restarting = restarting;
        this.supervisors = supervisors;
    }

    private static ChildSpec child(SupervisorSpec flags) {
        return flags.children().get(0);
    }

    private ChildSpec child() {
        return child(flags);
    }

    @Override
    public SupervisorSpec flags() {
        return flags;
    }

    @Override
    public SupervisorSpec current(UnaryOperator<Object> carry) {
        return flags.children(List.of(Family.carried(child(), carry)));
    }

    @Override
    public Set<String> ids() {
        return Set.of();
    }

    // ---- from beginning to end

    @Override
    public Optional<ExitReason> startAll(Carer carer) {
        return Optional.empty();
    }

    @Override
    public void stopAll(Carer carer) {
        carer.stopAll(running.keySet(), child().shutdown(), supervisors);
        running.clear();
        restarting.clear();
    }

    private Birth start(Optional<Object> argument, Carer carer) {
        ServerSpec start = argument.map(own -> child().start().with(own)).orElse(child().start());
        Birth birth = carer.start(start);
        if (birth instanceof Birth.Alive alive) {
            running.put(alive.server(), child().restart() == Restart.TEMPORARY ? Optional.empty() : argument);
            supervisors = carer.isSupervisor(start);
        }
        return birth;
    }

    // ---- children that have ended

    @Override
    public Optional<Fallen> ended(ServerRef server) {
        return Optional.ofNullable(running.remove(server)).map(argument -> new FallenInstance(server, argument));
    }

    @Override
    public Optional<Fallen> waiting(TryAgain retry) {
        return retry instanceof TryAgain.OfInstance ofInstance
                ? Optional.ofNullable(restarting.get(ofInstance.ended()))
                        .map(argument -> new FallenInstance(ofInstance.ended(), argument))
                : Optional.empty();
    }

    @Override
    public boolean isRestarting(String id) {
        return !restarting.isEmpty();
    }

    @Override
    public boolean hasSignificant() {
        return child().significant() && size() > 0;
    }

    private int size() {
        return running.size() + restarting.size();
    }

    private final class FallenInstance implements Fallen {

        private final ServerRef ended;
        private final Optional<Object> argument;

        FallenInstance(ServerRef ended, Optional<Object> argument) {
            this.ended = ended;
            this.argument = argument;
        }

        @Override
        public ChildSpec spec() {
            return child();
        }

        @Override
        public Optional<Relapse> restart(Carer carer) {
            restarting.remove(ended);
            if (start(argument, carer) instanceof Birth.Failed failed) {
                restarting.put(ended, argument);
                return Optional.of(new Relapse(child().id(), failed, new TryAgain.OfInstance(ended)));
            }
            return Optional.empty();
        }

        @Override
        public void giveUp() {
            restarting.remove(ended);
        }
    }

    // ---- by hand

    @Override
    public Outcome<Optional<ServerRef>> startChild(ChildSpec spec, Carer carer) {
        return noIds();
    }

    @Override
    public Outcome<Optional<ServerRef>> startInstance(Optional<Object> argument, Carer carer) {
        return Outcome.of(start(argument, carer));
    }

    @Override
    public Outcome<Ok> terminate(String id, Carer carer) {
        return noIds();
    }

    @Override
    public Outcome<Ok> terminate(ServerRef child, Carer carer) {
        if (running.remove(child) != null) {
            carer.stop(child, child().shutdown(), supervisors);
            return Outcome.ok();
        }
        boolean settled = restarting.remove(child) != null || !child.isAlive();
        return settled ? Outcome.ok() : notFound(child);
    }

    @Override
    public Outcome<Optional<ServerRef>> restart(String id, Carer carer) {
        return noIds();
    }

    @Override
    public Outcome<Ok> delete(String id) {
        return noIds();
    }

    @Override
    public List<ChildInfo> which() {
        List<ChildInfo> latestFirst = new ArrayList<>(size());
        restarting.keySet().forEach(ended -> latestFirst.add(info(Status.RESTARTING, Optional.empty())));
        running.keySet().forEach(server -> latestFirst.add(info(Status.RUNNING, Optional.of(server))));
        Collections.reverse(latestFirst);
        return latestFirst;
    }

    private ChildInfo info(Status status, Optional<ServerRef> server) {
        return new ChildInfo(Optional.empty(), status, server, supervisors, child().start().module(),
                child().start().type());
    }

    @Override
    public ChildCounts count() {
        return new ChildCounts(1, running.size(), supervisors ? size() : 0, supervisors ? 0 : size());
    }

    @Override
    public Outcome<ChildSpec> spec(String id) {
        return id.equals(child().id())
                ? new Outcome.Done<>(child())
                : Outcome.refused(Reason.NOT_FOUND, "the only specification is that of '" + child().id() + "'");
    }

    @Override
    public Outcome<ChildSpec> spec(ServerRef child) {
        boolean known = running.containsKey(child) || restarting.containsKey(child);
        return known ? new Outcome.Done<>(child()) : notFound(child);
    }

    private static <R> Outcome<R> noIds() {
        return Outcome.refused(Reason.SIMPLE_ONE_FOR_ONE,
                "children have no ids here; start instances, and name them by their references");
    }

    private static <R> Outcome<R> notFound(ServerRef child) {
        return Outcome.refused(Reason.NOT_FOUND, child.name() + " is no child of this supervisor");
    }

    // ---- upgrade

    @Override
    public Family changed(SupervisorSpec next, UnaryOperator<Object> carry, SupervisorTypes types) {
        if (next.strategy() == Strategy.SIMPLE_ONE_FOR_ONE) {
            return new Crowd(next, carried(running, carry), carried(restarting, carry), supervisors);
        }
        if (size() > 0) {
            throw new IllegalArgumentException("invalid_strategy: " + flags.strategy() + " cannot become "
                    + next.strategy() + " while there are " + size() + " children; terminate them first");
        }
        return new Row(next, types);
    }

    /**
     * The same map if there is nothing to carry over: a million entries are not copied while callers wait. That is safe
     * because only one of the two families goes on, the old one or the new one.
     */
    private static Map<ServerRef, Optional<Object>> carried(Map<ServerRef, Optional<Object>> children,
            UnaryOperator<Object> carry) {
        if (children.values().stream().noneMatch(Optional::isPresent)) {
            return children;
        }
        Map<ServerRef, Optional<Object>> carried = new LinkedHashMap<>();
        children.forEach((server, argument) -> carried.put(server, argument.map(carry)));
        return carried;
    }
}
