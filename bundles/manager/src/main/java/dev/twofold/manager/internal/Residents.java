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
import java.util.List;
import java.util.Optional;
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

    Residents(Loader loader, Modules modules, ModuleServers servers) {
        this.loader = loader;
        this.modules = modules;
        this.servers = servers;
    }

    /** Installs and starts the revision of a jar. */
    Revision load(StoredJar jar, ModulePolicy policy, Undo undo) throws RefusedException {
        Revision installed = loader.install(jar);
        undo.add(() -> loader.uninstall(installed));
        return start(installed, policy, undo);
    }

    /** Starts a revision that is installed; one that servers run is started already. */
    Revision start(Revision revision, ModulePolicy policy, Undo undo) throws RefusedException {
        if (servers.running(revision) > 0) {
            return revision;
        }
        undo.add(() -> loader.stop(revision));
        return loader.start(revision, policy.completeLimit());
    }

    /** The revision, installed again from the store if somebody has uninstalled its bundle. */
    Revision ensureInstalled(Revision revision) throws RefusedException {
        return loader.ensureInstalled(revision);
    }

    /**
     * OTP's third load: who still runs the oldest revision is killed, unless the policy is soft. Its jar stays in the store
     * until the commit.
     */
    void makeRoom(Slots slots, ModulePolicy policy, Steps steps, Undo undo) throws RefusedException {
        Revision oldest = slots.old().orElseThrow();
        if (policy.purge() == PurgePolicy.SOFT) {
            refuseLingerers(oldest, steps);
        }
        undo.add(() -> putBack(slots));
        remove(oldest, steps);
    }

    private void putBack(Slots slots) {
        Revision oldest = slots.old().orElseThrow();
        try {
            modules.put(slots.with(slots.current(), Optional.of(loader.install(oldest.jar()))));
        } catch (RefusedException failed) {
            modules.put(slots.with(slots.current(), Optional.empty()));
            throw new IllegalStateException("the old slot of " + oldest.id() + " is lost: " + failed.getMessage());
        }
    }

    /** OTP's soft purge: refuses if servers run a revision, and names them. */
    void refuseLingerers(Revision revision, Steps steps) throws RefusedException {
        List<Runner> lingerers = servers.whoRuns(revision);
        if (!lingerers.isEmpty()) {
            lingerers.forEach(each -> steps.changed(new ServerChange(each.name(), each.type(), Result.STAYED, "")));
            String names = lingerers.stream().limit(NAMED).map(Runner::name).collect(Collectors.joining(", "));
            throw new RefusedException(lingerers.size() + " servers still run the old revision " + revision.id()
                    .version()
                    + " (" + names + (lingerers.size() > NAMED ? ", ..." : "")
                    + "): upgrade them or wait for their end, or purge it with kill");
        }
    }

    /** Kills who runs a revision and takes it out of the framework. */
    int remove(Revision revision, Steps steps) {
        List<Runner> doomed = servers.whoRuns(revision);
        int killed = servers.kill(revision);
        doomed.forEach(each -> steps.changed(new ServerChange(each.name(), each.type(), Result.KILLED, "")));
        loader.uninstall(loader.stop(revision));
        servers.forgetRemovedCode();
        return killed;
    }

    /** A revision on which no server runs is stopped and kept for going back; one with servers stays active. */
    Revision retire(Revision revision) {
        return servers.running(revision) > 0 ? revision : loader.stop(revision);
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
