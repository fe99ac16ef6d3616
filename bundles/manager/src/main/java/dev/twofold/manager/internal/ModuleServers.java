/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.engine.ChangeReport;
import dev.twofold.engine.Engine;
import dev.twofold.engine.Migration;
import dev.twofold.engine.ServerGroup;
import dev.twofold.engine.ServerGroup.FailingChild;
import dev.twofold.engine.ServerGroup.Runner;
import dev.twofold.manager.internal.Bounded.InVainException;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.NameTakenException;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.StartFailedException;
import dev.twofold.supervisor.ChildCounts;
import dev.twofold.supervisor.ChildInfo.Status;
import dev.twofold.supervisor.ChildRefusedException;
import dev.twofold.supervisor.ChildSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers that come and go with a module: children of the supervisor at its top. Started and ended by the coordinator's
 * thread, which does not wait for servers that are held, because only it lets them go; looked at by any.
 */
final class ModuleServers {

    private static final Logger LOG = LoggerFactory.getLogger(ModuleServers.class);

    /** What a supervisor may take besides the starts themselves, such as another restart that is under way. */
    private static final Duration MARGIN = Duration.ofSeconds(10);
    private static final Duration LONGEST = Revision.SUPERVISOR_START.plus(MARGIN);

    private final Engine engine;
    private final Bounded bounded;
    private final Holds holds;

    /** By module: what remains to be started when its servers are held no more. */
    private final Map<String, Set<Added>> owed = new ConcurrentHashMap<>();

    ModuleServers(Engine engine, Bounded bounded, Holds holds) {
        this.engine = engine;
        this.bounded = bounded;
        this.holds = holds;
    }

    /** A child that an upgrade has added to a supervisor. */
    private record Added(ServerRef supervisor, String id) {
    }

    // ---- start

    /** Makes a revision the one that new servers run, and starts the servers that belong to it. */
    int open(Revision revision) throws RefusedException {
        engine.group(revision.id().module()).load(revision.codes());
        return startMissing(revision);
    }

    /** Makes a revision the one that new servers run, without touching those there are. */
    void use(Revision revision) {
        engine.group(revision.id().module()).load(revision.codes());
    }

    /**
     * Has all servers of a module go over to a revision with what they have, each between two messages.
     *
     * @param limit how long to wait for those that are busy; they go over later, and so do those that are held
     */
    ChangeReport redefine(Revision revision, Migration carry, Duration limit) {
        String module = revision.id().module();
        return engine.group(module).redefine(revision.codes(), carry, holds.isClosed(module) ? Duration.ZERO : limit);
    }

    /** Lets no server of a module start any more, without touching those there are. */
    void useNone(String module) {
        engine.group(module).load(Map.of());
    }

    /** Starts those servers of a revision that do not run, under a new supervisor if the last one has given up. */
    int startMissing(Revision revision) throws RefusedException {
        try {
            return startMissingUnlessHeld(revision);
        } catch (InVainException held) {
            throw new RefusedException("somebody has taken its bundle away while its servers were started, so that they"
                    + " are held: start the bundle, or wait until they have ended, and try again");
        }
    }

    private int startMissingUnlessHeld(Revision revision) throws RefusedException, InVainException {
        List<ChildSpec> children = revision.children();
        Duration limit = children.stream().map(child -> child.start().initLimit()).reduce(MARGIN, Duration::plus);
        return unlessHeld(revision.id().module(), "the start of its servers", limit,
                () -> startMissing(revision.id().module(), ensureTop(revision), children));
    }

    private int startMissing(String module, ServerRef top, List<ChildSpec> children) throws RefusedException {
        Map<String, Status> known = statuses(top);
        int started = 0;
        for (ChildSpec child : children) {
            Status status = known.get(child.id());
            if (status == null) {
                start(module, () -> engine.supervisors().startChild(top, child));
                started++;
            } else if (status == Status.STOPPED) {
                start(module, () -> engine.supervisors().restartChild(top, child.id()));
                started++;
            }
        }
        return started;
    }

    /** The latest child first; empty if they have no ids. */
    private Map<String, Status> statuses(ServerRef supervisor) {
        ChildCounts counts = engine.supervisors().countChildren(supervisor);
        Map<String, Status> statuses = new LinkedHashMap<>();
        if (counts.supervisors() + counts.workers() == counts.specs()) { // not a million of one kind
            engine.supervisors().whichChildren(supervisor)
                    .forEach(child -> child.id().ifPresent(id -> statuses.put(id, child.status())));
        }
        return statuses;
    }

    private ServerRef ensureTop(Revision revision) throws RefusedException {
        String module = revision.id().module();
        Optional<ServerRef> running = top(module);
        if (running.isEmpty()) {
            start(module, () -> engine.start(ServerSpec.of(module, TopSupervisor.TYPE).named(TopSupervisor.nameIn(
                    module))));
        }
        return running.or(() -> top(module))
                .orElseThrow(() -> new RefusedException("its supervisor has ended at once: see the log"));
    }

    private Optional<ServerRef> top(String module) {
        return TopSupervisor.find(engine, module);
    }

    private void start(String module, Runnable action) throws RefusedException {
        try {
            action.run();
        } catch (NameTakenException taken) {
            throw taken(module, taken.holder().name());
        } catch (StartFailedException | CallFailedException failed) {
            throw new RefusedException(failed.getMessage());
        }
    }

    private RefusedException taken(String module, String name) {
        String holder = engine.servers().stream().filter(server -> server.name().equals(name)).map(ServerInfo::module)
                .findFirst().map(other -> other.equals(module)
                        ? "this module that its supervisor does not look after"
                        : "module " + other)
                .orElse("a module, and has just ended");
        return new RefusedException("the server name '" + name + "' is taken by a server of " + holder
                + ": names belong to the whole platform, so choose another name or stop that server");
    }

    /** A supervisor is asked without limit, and may be suspended, or hang in what an author has written. */
    private <T> T unlessHeld(String module, String what, Duration limit, Bounded.Call<T> call)
            throws RefusedException, InVainException {
        try {
            return bounded.runUnless(() -> holds.isClosed(module), what, limit, call);
        } catch (BundleException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    // ---- upgrade

    /**
     * Starts the children that a revision adds to the supervisors of its module, and all of its servers if the supervisor at
     * the top had given up. That one is the manager's own, so it gets them also if no server goes over. The revision is
     * current already, so a failure is told and changes nothing. If the servers are held they are started later, by
     * {@link #startOwed}.
     */
    List<String> startAdded(Revision current) {
        String module = current.id().module();
        owed.computeIfAbsent(module, none -> new LinkedHashSet<>());
        return startOwed(current);
    }

    /** Starts what could not be started while the servers of a module were held. */
    List<String> startOwed(Revision current) {
        String module = current.id().module();
        List<String> problems = new ArrayList<>();
        if (owed.containsKey(module)) {
            try {
                start(current, owed.get(module), problems);
                owed.remove(module);
            } catch (InVainException held) {
                LOG.debug("module {}: its servers are held, what it adds starts when they go on", module);
            }
        }
        return problems;
    }

    private void start(Revision current, Set<Added> children, List<String> problems) throws InVainException {
        String module = current.id().module();
        if (top(module).isEmpty()) {
            told(problems, () -> startMissingUnlessHeld(current));
        }
        told(problems, () -> startUnknown(current, problems));
        for (ServerRef late : engine.group(module).supervisorsOnTheirWay()) {
            told(problems, () -> unlessHeld(module, "the redefinition of supervisor '" + late.name() + "'", MARGIN,
                    () -> await(late)));
        }
        engine.group(module).takeAddedChildren()
                .forEach((supervisor, ids) -> ids.forEach(id -> children.add(new Added(supervisor, id))));
        for (Added child : children) {
            told(problems, () -> startChild(module, child.id(), () -> restart(module, child)));
        }
    }

    /** Returns when a supervisor has gone over, or ended. */
    private boolean await(ServerRef late) {
        try {
            engine.sys().statistics(late, MARGIN);
            return true;
        } catch (CallFailedException ended) {
            return false;
        }
    }

    private <T> T startChild(String module, String id, Bounded.Call<T> call) throws RefusedException, InVainException {
        return unlessHeld(module, "the start of child '" + id + "'", LONGEST, call);
    }

    private void startUnknown(Revision current, List<String> problems) throws RefusedException, InVainException {
        String module = current.id().module();
        for (ChildSpec child : unknown(current)) {
            told(problems, () -> startChild(module, child.id(), () -> {
                start(module, () -> top(module).ifPresent(top -> engine.supervisors().startChild(top, child)));
                return true;
            }));
        }
    }

    /** Servers of a revision that the supervisor at the top has never heard of, because it has stayed on another one. */
    private List<ChildSpec> unknown(Revision revision) throws RefusedException, InVainException {
        String module = revision.id().module();
        Optional<ServerRef> top = top(module);
        if (top.isEmpty() || engine.group(module).running(revision.top().stream().toList()) > 0) {
            return List.of();
        }
        Map<String, Status> known = unlessHeld(module, "a look at the children of its supervisor", MARGIN,
                () -> statuses(top.get()));
        return revision.children().stream().filter(child -> !known.containsKey(child.id())).toList();
    }

    /** The servers of a revision that would be started if it became current, and none went over to it. */
    List<String> wouldStart(Revision next) throws RefusedException {
        try {
            List<ChildSpec> started = isSupervised(next.id().module()) ? unknown(next) : next.children();
            return started.stream().map(ChildSpec::id).toList();
        } catch (InVainException held) {
            throw Exchange.held();
        }
    }

    private boolean restart(String module, Added child) throws RefusedException {
        try {
            start(module, () -> engine.supervisors().restartChild(child.supervisor(), child.id()));
            return true;
        } catch (ChildRefusedException settled) { // somebody else was faster
            return false;
        }
    }

    /** What can be refused, or be in vain. */
    private interface Start {
        void run() throws RefusedException, InVainException;
    }

    private static void told(List<String> problems, Start work) throws InVainException {
        try {
            work.run();
        } catch (RefusedException failed) {
            problems.add(failed.getMessage());
        }
    }

    // ---- end

    /** Ends all servers of some modules, with one limit for all. */
    void end(List<String> modules, Duration limit) {
        long begun = System.nanoTime();
        for (String module : modules) {
            Duration left = limit.minusNanos(System.nanoTime() - begun);
            end(module, left.isNegative() ? Duration.ZERO : left);
        }
    }

    /** Ends all servers of a module, also those that are held; afterwards none can be started. */
    void end(String module, Duration limit) {
        holds.release(module);
        owed.remove(module);
        engine.group(module).unload(ExitReason.SHUTDOWN, limit);
    }

    /** How many servers run a revision; the supervisor at the module's top is the manager's own. */
    int running(Revision revision) {
        return engine.group(revision.id().module()).running(revision.authorsCodes());
    }

    /** How many servers of a module run, by type, without the supervisor at its top. */
    Map<String, Integer> running(String module) {
        Map<String, Integer> counts = new TreeMap<>();
        engine.group(module).runningCodes().forEach((code, count) -> counts.merge(code.type(), count, Integer::sum));
        counts.remove(TopSupervisor.TYPE);
        return counts;
    }

    /** Whether the supervisor at a module's top is there, and has not given up. */
    boolean isSupervised(String module) {
        return top(module).isPresent();
    }

    /** What supervisors of a module try to start again and cannot, a line for each. */
    List<FailingChild> failing(String module) {
        return engine.group(module).failingChildren();
    }

    /** Completed on a thread of the engine when no server runs a revision any more. */
    CompletionStage<Void> whenNoneRuns(Revision revision) {
        return engine.group(revision.id().module()).whenNoneRuns(revision.authorsCodes());
    }

    /** Who runs a revision. */
    List<Runner> whoRuns(Revision revision) {
        return engine.group(revision.id().module()).whoRuns(revision.authorsCodes());
    }

    /**
     * Kills who still runs a revision that loses its slot, and lets go of what is kept for those that have left it. The
     * supervisor at the top of the module, which holds nothing of the revision, goes over to the one that is current.
     */
    int kill(Revision revision) {
        ServerGroup group = engine.group(revision.id().module());
        int killed = group.kill(revision.authorsCodes());
        group.renew(TopSupervisor.TYPE);
        group.forgetOld();
        return killed;
    }

    /** A revision has gone: what it has left in threads and in the JDK goes as well. */
    void forgetRemovedCode() {
        engine.forgetRemovedCode();
    }
}
