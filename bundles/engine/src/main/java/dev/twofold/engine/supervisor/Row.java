/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import dev.twofold.engine.supervisor.Outcome.Ok;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.supervisor.ChildCounts;
import dev.twofold.supervisor.ChildInfo;
import dev.twofold.supervisor.ChildInfo.Status;
import dev.twofold.supervisor.ChildRefusedException.Reason;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Strategy;
import dev.twofold.supervisor.SupervisorSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Children with ids, in the order in which they start. */
final class Row implements Family {

    private static final int MOST_LISTED = 20;

    private final SupervisorSpec flags;
    private final Map<String, Child> children = new LinkedHashMap<>();
    private final Map<ServerRef, Child> running = new HashMap<>();

    Row(SupervisorSpec flags, SupervisorTypes types) {
        this.flags = flags.children(List.of());
        flags.children().forEach(spec -> add(new Child(spec, types.isSupervisor(spec.start()))));
    }

    private Row(SupervisorSpec flags, Collection<Child> members) {
        this.flags = flags.children(List.of());
        members.forEach(this::add);
    }

    private void add(Child child) {
        children.put(child.id(), child);
        child.server().ifPresent(server -> running.put(server, child));
    }

    @Override
    public SupervisorSpec flags() {
        return flags;
    }

    @Override
    public SupervisorSpec current(UnaryOperator<Object> carry) {
        return flags.children(children.values().stream().map(child -> Family.carried(child.spec(), carry)).toList());
    }

    @Override
    public Set<String> ids() {
        return children.keySet();
    }

    // ---- from beginning to end

    @Override
    public Optional<ExitReason> startAll(Carer carer) {
        for (Child child : List.copyOf(children.values())) {
            if (start(child, carer) instanceof Birth.Failed failed) {
                carer.report(failed);
                return Optional.of(
                        ExitReason.shutdown("failed_to_start_child: " + child.id() + ": " + failed.text()));
            }
        }
        return Optional.empty();
    }

    @Override
    public void stopAll(Carer carer) {
        stop(List.copyOf(children.values()), carer);
    }

    private Birth start(Child child, Carer carer) {
        Birth birth = carer.start(child.spec().start());
        if (birth instanceof Birth.Alive alive) {
            child.runs(alive.server(), carer.isSupervisor(child.spec().start()));
            running.put(alive.server(), child);
        } else if (birth instanceof Birth.Ignored) {
            settle(child);
        }
        return birth;
    }

    /** Stops some children, the last one first. */
    private void stop(List<Child> group, Carer carer) {
        List<Child> lastFirst = new ArrayList<>(group);
        Collections.reverse(lastFirst);
        lastFirst.forEach(child -> stop(child, carer));
    }

    private void stop(Child child, Carer carer) {
        child.server().ifPresent(server -> {
            running.remove(server);
            carer.stop(server, child.spec().shutdown(), child.isSupervisor());
        });
        settle(child);
    }

    /** There is no process, and none will follow by itself; a temporary child is forgotten. */
    private void settle(Child child) {
        child.stops();
        if (child.isTemporary()) {
            children.remove(child.id());
        }
    }

    // ---- children that have ended

    @Override
    public Optional<Fallen> ended(ServerRef server) {
        return Optional.ofNullable(running.remove(server)).map(child -> {
            child.stops();
            return new FallenChild(child);
        });
    }

    @Override
    public Optional<Fallen> waiting(TryAgain retry) {
        return retry instanceof TryAgain.OfChild ofChild
                ? find(ofChild.id()).filter(child -> child.status() == Status.RESTARTING).map(FallenChild::new)
                : Optional.empty();
    }

    @Override
    public boolean isRestarting(String id) {
        return find(id).filter(child -> child.status() == Status.RESTARTING).isPresent();
    }

    @Override
    public boolean hasSignificant() {
        return children.values().stream()
                .anyMatch(child -> child.spec().significant() && child.status() != Status.STOPPED);
    }

    private final class FallenChild implements Fallen {

        private final Child child;

        FallenChild(Child child) {
            this.child = child;
        }

        @Override
        public ChildSpec spec() {
            return child.spec();
        }

        @Override
        public Optional<Relapse> restart(Carer carer) {
            List<Child> group = goingWith(child);
            stop(group, carer);
            for (Child next : group) {
                if (children.containsKey(next.id()) && start(next, carer) instanceof Birth.Failed failed) {
                    next.restarts();
                    return Optional.of(new Relapse(next.id(), failed, new TryAgain.OfChild(next.id())));
                }
            }
            return Optional.empty();
        }

        @Override
        public void giveUp() {
            settle(child);
        }
    }

    /** A child and those that are to be started with it, in order. */
    private List<Child> goingWith(Child first) {
        return switch (flags.strategy()) {
            case ONE_FOR_ALL -> List.copyOf(children.values());
            case REST_FOR_ONE -> children.values().stream().dropWhile(child -> child != first).toList();
            default -> List.of(first);
        };
    }

    // ---- by hand

    @Override
    public Outcome<Optional<ServerRef>> startChild(ChildSpec spec, Carer carer) {
        Optional<Child> present = find(spec.id());
        if (present.isPresent()) {
            return refusePresent(present.get());
        }
        try {
            flags.children(List.of(spec)).check();
        } catch (IllegalArgumentException wrong) {
            return Outcome.refused(Reason.INVALID_CHILD_SPEC, wrong.getMessage());
        }
        Child child = new Child(spec, carer.isSupervisor(spec.start()));
        Birth birth = start(child, carer);
        boolean kept = birth instanceof Birth.Alive || birth instanceof Birth.Ignored && !child.isTemporary();
        if (kept) {
            add(child);
        }
        return Outcome.of(birth);
    }

    private static Outcome<Optional<ServerRef>> refusePresent(Child present) {
        return present.server().isPresent()
                ? new Outcome.Refused<>(Reason.ALREADY_STARTED, "child '" + present.id() + "' runs", present.server())
                : Outcome.refused(Reason.ALREADY_PRESENT,
                        "there is a child '" + present.id() + "' without a process; restart or delete it");
    }

    @Override
    public Outcome<Optional<ServerRef>> startInstance(Optional<Object> argument, Carer carer) {
        return Outcome.refused(Reason.INVALID_CHILD_SPEC, "supervisor " + carer.supervisor() + " is no "
                + Strategy.SIMPLE_ONE_FOR_ONE + "; start a child with a specification");
    }

    @Override
    public Outcome<Ok> terminate(String id, Carer carer) {
        Optional<Child> found = find(id);
        found.ifPresent(child -> stop(child, carer));
        return found.isPresent() ? Outcome.ok() : notFound(id);
    }

    @Override
    public Outcome<Ok> terminate(ServerRef child, Carer carer) {
        return noReferences();
    }

    @Override
    public Outcome<Optional<ServerRef>> restart(String id, Carer carer) {
        return withoutProcess(id, child -> Outcome.of(start(child, carer)));
    }

    @Override
    public Outcome<Ok> delete(String id) {
        return withoutProcess(id, child -> {
            children.remove(id);
            return Outcome.ok();
        });
    }

    /** Does something with a child that must have no process for it. */
    private <R> Outcome<R> withoutProcess(String id, Function<Child, Outcome<R>> deed) {
        Optional<Child> found = find(id);
        if (found.isEmpty()) {
            return notFound(id);
        }
        return switch (found.get().status()) {
            case RUNNING -> Outcome.refused(Reason.RUNNING, "child '" + id + "' runs; terminate it first");
            case RESTARTING -> Outcome.refused(Reason.RESTARTING,
                    "child '" + id + "' is being started again; terminate it first");
            case STOPPED -> deed.apply(found.get());
        };
    }

    @Override
    public List<ChildInfo> which() {
        List<ChildInfo> latestFirst = new ArrayList<>(children.values().stream().map(Child::info).toList());
        Collections.reverse(latestFirst);
        return latestFirst;
    }

    @Override
    public ChildCounts count() {
        Collection<Child> all = children.values();
        int active = (int) all.stream().filter(child -> child.server().filter(ServerRef::isAlive).isPresent()).count();
        int supervisors = (int) all.stream().filter(Child::isSupervisor).count();
        return new ChildCounts(all.size(), active, supervisors, all.size() - supervisors);
    }

    @Override
    public Outcome<ChildSpec> spec(String id) {
        Optional<Child> found = find(id);
        return found.isPresent() ? new Outcome.Done<>(found.get().spec()) : notFound(id);
    }

    @Override
    public Outcome<ChildSpec> spec(ServerRef child) {
        return noReferences();
    }

    private Optional<Child> find(String id) {
        return Optional.ofNullable(children.get(id));
    }

    private <R> Outcome<R> notFound(String id) {
        return Outcome.refused(Reason.NOT_FOUND, "there is no child '" + id + "'; there are "
                + children.size() + (children.size() > MOST_LISTED ? "" : ": " + children.keySet()));
    }

    private static <R> Outcome<R> noReferences() {
        return Outcome.refused(Reason.NOT_FOUND, "children have ids here; give the id");
    }

    // ---- upgrade

    @Override
    public Family changed(SupervisorSpec next, UnaryOperator<Object> carry, SupervisorTypes types) {
        if (next.strategy() == Strategy.SIMPLE_ONE_FOR_ONE) {
            return crowd(next, types);
        }
        Map<String, Child> merged = new LinkedHashMap<>();
        for (ChildSpec spec : next.children()) {
            merged.put(spec.id(), find(spec.id()).map(old -> old.with(spec))
                    .orElseGet(() -> new Child(spec, types.isSupervisor(spec.start()))));
        }
        children.forEach((id, old) -> merged.computeIfAbsent(id, gone -> old.with(Family.carried(old.spec(), carry))));
        return new Row(next, merged.values());
    }

    private Family crowd(SupervisorSpec next, SupervisorTypes types) {
        List<String> busy = children.values().stream().filter(child -> child.status() != Status.STOPPED)
                .map(Child::id).toList();
        if (!busy.isEmpty()) {
            throw new IllegalArgumentException("invalid_strategy: " + flags.strategy() + " cannot become "
                    + next.strategy() + " while there are children with processes; terminate them first: " + busy);
        }
        return new Crowd(next, types);
    }
}
