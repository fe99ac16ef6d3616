/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.engine.ServerGroup.Runner;
import dev.twofold.module.ModulePolicy;
import dev.twofold.module.PurgePolicy;
import dev.twofold.module.ServerChange;
import dev.twofold.module.ServerChange.Result;
import dev.twofold.module.SwapStrategy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Brings revisions into the framework and takes them out again, so that there are never more than two of a module. Used by
 * the coordinator's thread only.
 */
final class Residents {

    private static final int NAMED = 10;

    private final Loader loader;
    private final Modules modules;
    private final ModuleServers servers;
    private final Consumer<String> idle;
    private final Executor afterwards;

    /**
     * Of one manager.
     *
     * @param idle is told of a module when no server runs its old revision any more, on any thread
     * @param afterwards does what an operation need not wait for when it is over
     */
    Residents(Loader loader, Modules modules, ModuleServers servers, Consumer<String> idle, Executor afterwards) {
        this.idle = idle;
        this.afterwards = afterwards;
        this.loader = loader;
        this.modules = modules;
        this.servers = servers;
    }

    /** Installs the revision of a jar. */
    Revision install(StoredJar jar, Undo undo) throws RefusedException {
        Revision installed = loader.install(jar);
        undo.add(() -> loader.uninstall(installed));
        return installed;
    }

    /**
     * Starts a revision that is installed. One that servers run is started already; if somebody has stopped its bundle that
     * is started, and the servers keep what they have until they go over to what it provides now.
     */
    Revision start(Revision revision, ModulePolicy policy, Steps steps, Undo undo) throws RefusedException {
        if (servers.running(revision) > 0) {
            if (loader.isStopped(revision) && !loader.isLost(revision)) {
                loader.start(revision, policy.completeLimit());
            }
            return revision;
        }
        undo.add(() -> loader.stop(revision));
        Revision started = loader.start(revision, policy.completeLimit());
        Remarks.onStart(started, loader.unconditional(started), steps);
        return started;
    }

    /** Starts a revision whose servers are held: somebody has stopped its bundle, or removed it. */
    Revision startAgain(Revision revision, ModulePolicy policy, Steps steps, Undo undo) throws RefusedException {
        if (loader.isUpdated(revision)) {
            steps.warn("somebody has put other content into its bundle, which is dropped");
        }
        return loader.startAgain(revision, policy.completeLimit(), undo);
    }

    /** Of a revision that is installed and is only to be tried. */
    void refuseWhatRuns(Revision revision) throws RefusedException {
        Remarks.refuseWhatRuns(revision, loader.unconditional(revision));
    }

    /** Says which bundles hold a revision that will not be current any more. */
    void remark(Revision left, Steps steps) {
        Remarks.onLeave(left, steps);
    }

    /**
     * The revision, installed again from the store if somebody has uninstalled or updated its bundle. While servers run it
     * this is put off until it is current: they have its classes, and would not be known as its servers any more.
     */
    Revision ensureInstalled(Revision revision) throws RefusedException {
        if (isLost(revision) && servers.running(revision) > 0) {
            loader.uninstall(revision);
            return revision;
        }
        return loader.ensureInstalled(revision);
    }

    /**
     * OTP's third load: who still runs the oldest revision is killed, unless the policy is soft, or a strategy has left them
     * there. Its jar stays in the store
     * until the commit.
     */
    void makeRoom(Slots slots, ModulePolicy policy, Steps steps, Undo undo) throws RefusedException {
        Revision oldest = slots.old().orElseThrow();
        if (policy.purge() == PurgePolicy.SOFT || slots.left().isPresent()) {
            refuseLingerers(slots, steps);
        }
        undo.add(() -> putBack(slots, steps));
        remove(oldest, steps);
    }

    /** If it cannot be installed now its slot is kept all the same: who goes back to it has that tried again. */
    private void putBack(Slots slots, Steps steps) {
        Revision oldest = slots.old().orElseThrow();
        Optional<Revision> current = modules.find(slots.name()).orElse(slots).current(); // it may have been started again
        Revision back = oldest.inactive();
        try {
            back = loader.install(oldest.jar());
        } catch (RefusedException failed) {
            steps.warn("the old revision " + oldest.id() + " could not be installed again (" + failed.getMessage()
                    + "): a rollback tries once more");
        }
        modules.put(slots.with(current, Optional.of(back)));
    }

    /** Whether servers may run a revision whose bundle somebody has taken away. */
    private boolean isLost(Revision revision) {
        return isActive(revision) && loader.isLost(revision);
    }

    /** The first of them in brackets. */
    static String names(List<Runner> servers) {
        return "(" + servers.stream().limit(NAMED).map(Runner::name).collect(Collectors.joining(", "))
                + (servers.size() > NAMED ? ", ..." : "") + ")";
    }

    /** OTP's soft purge: refuses if servers run the old revision, and names them. */
    void refuseLingerers(Slots slots, Steps steps) throws RefusedException {
        Optional<Revision> old = slots.old();
        List<Runner> lingerers = old.map(servers::whoRuns).orElse(List.of());
        if (!lingerers.isEmpty()) {
            lingerers.forEach(each -> steps.changed(new ServerChange(each.name(), each.type(), Result.STAYED, "")));
            String name = slots.name();
            throw new RefusedException(lingerers.size() + (lingerers.size() == 1
                    ? " server still runs"
                    : " servers still run")
                    + " the old revision " + old.orElseThrow().id().version() + " " + names(lingerers) + ": "
                    + (slots.current().isPresent()
                            ? "module:upgrade " + name + " moves them"
                            : "module:rollback " + name + " makes it current again")
                    + ", module:purge " + name + " kills them, or wait for their end");
        }
    }

    /** Kills who runs a revision and takes it out of the framework. */
    int remove(Revision revision, Steps steps) {
        Remarks.onLeave(revision, steps);
        List<Runner> doomed = servers.whoRuns(revision);
        int killed = servers.kill(revision);
        doomed.forEach(each -> steps.changed(new ServerChange(each.name(), each.type(), Result.KILLED, "")));
        loader.uninstall(loader.stop(revision));
        afterwards.execute(servers::forgetRemovedCode);
        return killed;
    }

    /**
     * A revision on which no server runs is stopped and kept for going back; one with servers stays active until they have
     * ended or gone over.
     */
    Revision retire(Revision revision) {
        if (servers.running(revision) == 0) {
            return loader.stop(revision);
        }
        servers.whenNoneRuns(revision).thenRun(() -> idle.accept(revision.id().module()));
        return revision;
    }

    /** Whether the last server of those that a drain has left on the old revision has ended. */
    boolean isDrained(String module) {
        return modules.find(module).filter(slots -> slots.left().equals(Optional.of(SwapStrategy.DRAIN)))
                .flatMap(Slots::old).filter(old -> servers.running(old) == 0).isPresent();
    }

    /** Stops the old revision of a module on which the last server has just ended. */
    void retireIdle(String module) {
        modules.find(module).ifPresent(slots -> slots.old().filter(Residents::isActive).ifPresent(old -> modules.put(
                slots.with(slots.current(), Optional.of(retire(old))))));
    }

    /** Whether a revision is there for servers; to be called from any thread. */
    static boolean isActive(Revision revision) {
        return !revision.types().isEmpty();
    }
}
