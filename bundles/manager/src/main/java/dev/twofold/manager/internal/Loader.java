/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.server.ExitReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns jars into bundles and bundles into revisions that are complete, and back. Used by the coordinator's thread only. */
final class Loader {

    private static final Logger LOG = LoggerFactory.getLogger(Loader.class);

    /** How much later a start that hangs is given up: one that waits for components ends itself, and tells which. */
    private static final Duration MARGIN = Duration.ofMillis(500);
    private static final long POLL_NANOS = 300_000;
    /** Revisions of a module at a time. */
    private static final int MOST = 2;
    private static final Pattern MISSING = Pattern.compile("missing requirement \\[.*?\\] (.*?)(?: Unresolved|$)");
    private static final Pattern VERSIONS = Pattern.compile(
            "\\(version>=([^)]+)\\)(?:\\(!\\(version>=([^)]+)\\)\\))?");
    private static final Pattern MISSING_PACKAGE = Pattern.compile("\\(osgi\\.wiring\\.package=([^)]+)\\)");

    private final BundleContext context;
    private final Components components;
    private final ServerTypes types;
    private final RevisionHook hook;
    private final Policies policies;
    private final PurgeWatch watch;
    private final ServiceUses uses;
    private final OwnHands hands;
    private final Bounded bounded;
    private final Executor afterwards;

    private final ComponentFiles files = new ComponentFiles();

    /** Bundles into which somebody else has put something; the manager itself updates none. */
    private final Set<Long> updated = ConcurrentHashMap.newKeySet();

    Loader(BundleContext context, Components components, ServerTypes types, RevisionHook hook,
            Policies policies, PurgeWatch watch, ServiceUses uses, OwnHands hands, Bounded bounded,
            Executor afterwards) {
        this.bounded = bounded;
        this.afterwards = afterwards;
        this.context = context;
        this.components = components;
        this.types = types;
        this.hook = hook;
        this.policies = policies;
        this.watch = watch;
        this.uses = uses;
        this.hands = hands;
    }

    /** Installs a jar and lets it resolve, without starting it. */
    Revision install(StoredJar jar) throws RefusedException {
        hook.grant(jar);
        try (InputStream content = Files.newInputStream(jar.file())) {
            Bundle bundle = context.installBundle(jar.location(), content);
            return Revision.inactive(jar, bundle);
        } catch (BundleException | IOException | IllegalStateException failed) {
            hook.revoke(jar);
            throw new RefusedException("the framework does not install it: " + text(failed));
        }
    }

    /** The revision, installed again from the store if somebody has uninstalled or updated its bundle. */
    Revision ensureInstalled(Revision revision) throws RefusedException {
        if (!isLost(revision)) {
            return revision;
        }
        if (isUpdated(revision)) {
            uninstall(revision);
        }
        watch.leaving(revision); // unless that was by own hand
        updated.remove(revision.bundle().getBundleId());
        files.forget(revision.bundle());
        return install(revision.jar());
    }

    /** Whether somebody has uninstalled or updated the bundle, so that it would have to be installed again. */
    boolean isLost(Revision revision) {
        return revision.bundle().getState() == Bundle.UNINSTALLED || isUpdated(revision);
    }

    /** Somebody has given a bundle other content; told by his thread, before his call returns. */
    void updated(Bundle bundle) {
        updated.add(bundle.getBundleId());
    }

    /** Whether somebody has given the bundle other content; safe from any thread. */
    boolean isUpdated(Revision revision) {
        return revision.bundle().getState() != Bundle.UNINSTALLED && updated.contains(revision.bundle().getBundleId());
    }

    /** Whether the start level of the framework is too low for a revision's bundle to run; safe from any thread. */
    boolean isTooLow(Revision revision) {
        BundleStartLevel own = revision.bundle().adapt(BundleStartLevel.class);
        try {
            return own != null && own.getStartLevel() > context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                    .adapt(FrameworkStartLevel.class).getStartLevel();
        } catch (IllegalArgumentException | IllegalStateException uninstalled) { // by somebody else, perhaps just now
            return false;
        }
    }

    /**
     * Starts a revision and waits until its server types and code changes are there. If it is refused, the bundle is to be
     * stopped.
     */
    Revision start(Revision revision, Duration limit) throws RefusedException {
        refuseThird(revision);
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            return bounded.run("its start", limit.plus(MARGIN), true, () -> complete(revision, deadline, limit));
        } catch (BundleException failed) {
            throw new RefusedException("it does not start: " + text(failed));
        }
    }

    private Revision complete(Revision revision, long deadline, Duration limit) throws BundleException,
            RefusedException {
        try {
            byOwnHand(revision.bundle(), () -> revision.bundle().start(Bundle.START_TRANSIENT));
            watch.started(revision);
            awaitComponents(revision.bundle(), deadline, limit);
            Revision complete = types.complete(revision);
            if (isUpdated(complete)) {
                throw lost(complete);
            }
            uses.complete(revision.bundle());
            return complete;
        } catch (IllegalStateException failed) { // so says the framework of a bundle that is gone
            if (isLost(revision)) {
                throw lost(revision);
            }
            throw failed;
        }
    }

    private static RefusedException lost(Revision revision) {
        return new RefusedException("somebody has uninstalled, updated or refreshed the bundle of " + revision.id()
                + " meanwhile; try again");
    }

    /**
     * Starts a revision whose servers are held: somebody has stopped its bundle, or taken it away.
     *
     * @param undo takes a bundle away again that is installed for that
     */
    Revision startAgain(Revision revision, Duration limit, Undo undo) throws RefusedException {
        Revision there = ensureInstalled(revision);
        if (!there.bundle().equals(revision.bundle())) {
            undo.add(() -> uninstall(there));
        }
        return start(there, limit);
    }

    /**
     * The framework does not remove a bundle before a start or stop by somebody else has returned; until then it takes up the
     * room of a revision.
     */
    private void refuseThird(Revision revision) throws RefusedException {
        List<Bundle> others = Stream.of(context.getBundles()).filter(other -> !other.equals(revision.bundle())
                && revision.id().module().equals(other.getSymbolicName()) && isResident(other)).toList();
        if (others.size() >= MOST && !isResident(revision.bundle())) {
            throw new RefusedException("two other revisions of it are still there ("
                    + others.stream().map(other -> "bundle " + other.getBundleId() + " " + other.getVersion())
                            .collect(Collectors.joining(", "))
                    + "), because one that is to go hangs in its start or stop: it goes as soon as that returns, try"
                    + " again then");
        }
    }

    private static boolean isResident(Bundle bundle) {
        return (bundle.getState() & (Bundle.INSTALLED | Bundle.UNINSTALLED)) == 0;
    }

    /** Lets a revision resolve, as far as that is possible before its start: what it lacks is told before anything waits. */
    void resolve(Revision revision, Duration limit) throws RefusedException {
        refuseThird(revision);
        Bundle framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        if (!framework.adapt(FrameworkWiring.class).resolveBundles(List.of(revision.bundle()))) {
            start(revision, limit); // which says why
        }
    }

    /** Stops a revision, unless it is stopped; it stays installed. */
    Revision stop(Revision revision) {
        Revision there = there(revision);
        if (!isStopped(there)) {
            watch.stopping(there);
            bounded("stop", there.bundle(), () -> there.bundle().stop(Bundle.STOP_TRANSIENT));
        }
        return there.inactive();
    }

    /** A revision with the bundle that it has now: an operation that was refused later may have installed it again. */
    private Revision there(Revision revision) {
        Bundle bundle = context.getBundle(revision.jar().location());
        return bundle == null || bundle.equals(revision.bundle())
                ? revision
                : Revision.inactive(revision.jar(), bundle);
    }

    /** Whether nothing of a revision is active any more. */
    boolean isStopped(Revision revision) {
        return (revision.bundle().getState() & (Bundle.RESOLVED | Bundle.INSTALLED | Bundle.UNINSTALLED)) != 0;
    }

    /** Removes a revision from the framework. */
    void uninstall(Revision revision) {
        hook.revoke(revision.jar());
        Revision there = there(revision);
        watch.leaving(there);
        updated.remove(revision.bundle().getBundleId());
        updated.remove(there.bundle().getBundleId());
        files.forget(revision.bundle());
        files.forget(there.bundle());
        bounded("uninstall", there.bundle(), there.bundle()::uninstall);
        afterwards.execute(bounded::renew);
    }

    /** Removes what the framework's cache still has: the store is the truth. */
    void uninstallLeftOvers() {
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getLocation().startsWith(StoredJar.LOCATION_PREFIX)) {
                bounded("uninstall", bundle, bundle::uninstall);
            }
        }
    }

    /** Something that is done to a bundle. */
    private interface Action {
        void run() throws BundleException;
    }

    /** The framework stops and uninstalls a bundle whatever that throws, and one that is gone needs neither. */
    private void bounded(String what, Bundle bundle, Action action) {
        if (bundle.getState() == Bundle.UNINSTALLED) {
            return;
        }
        try {
            bounded.run("its " + what, policies.of(bundle.getSymbolicName()).stopLimit(), false, () -> {
                byOwnHand(bundle, action);
                return what;
            });
        } catch (BundleException | RefusedException failed) {
            LOG.warn("{} of bundle {}: {}", what, bundle, text(failed));
        }
    }

    private void byOwnHand(Bundle bundle, Action action) throws BundleException {
        hands.take(bundle);
        try {
            action.run();
        } finally {
            hands.letGo(bundle);
        }
    }

    /** See {@link ComponentFiles#unconditional}. */
    List<String> unconditional(Revision revision) throws RefusedException {
        return files.unconditional(revision.bundle());
    }

    // ---- completeness

    /** Whether all that is waited for is there. */
    boolean isComplete(Bundle bundle) {
        return missing(bundle).isEmpty();
    }

    private void awaitComponents(Bundle bundle, long deadline, Duration limit) throws RefusedException {
        if (bundle.getHeaders("").get("Service-Component") == null) {
            throw new RefusedException("it has no components: write one with @Component(service = GenServer.class)");
        }
        List<String> missing = components.areRegistered(bundle) ? List.of() : missing(bundle);
        while (!missing.isEmpty()) {
            if (System.nanoTime() - deadline > 0) {
                throw new RefusedException("it is not complete after " + limit.toMillis() + " ms: "
                        + String.join("; ", missing));
            }
            LockSupport.parkNanos(POLL_NANOS);
            missing = missing(bundle);
        }
    }

    /** What is waited for and not there, a line for each. */
    List<String> missing(Bundle bundle) {
        List<String> missing = components.missing(bundle);
        return missing.isEmpty() && ServerTypes.services(bundle).isEmpty()
                ? List.of("it has no server type: write a component with"
                        + " @Component(service = GenServer.class) and @ServerType")
                : missing;
    }

    /** What matters of an exception: its innermost cause, and of a resolver's answer what is missing. */
    private static String text(Throwable failed) {
        Throwable cause = failed;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause != failed) {
            return ExitReason.of(cause).text();
        }
        String message = String.valueOf(failed.getMessage());
        Matcher missing = MISSING.matcher(message);
        if (!missing.find()) {
            return message;
        }
        Matcher missingPackage = MISSING_PACKAGE.matcher(missing.group(1));
        return missingPackage.find()
                ? ApiVersions.of(missingPackage.group(1)).map(there -> "it needs the package " + missingPackage.group(1)
                        + " in version " + range(missing.group(1)) + ", and this platform has it in version " + there
                        + ": build it against this platform's API, or bring the platform up to date")
                        .orElse("no bundle exports the package " + missingPackage.group(1)
                                + " in version " + range(missing.group(1)) + ": drop the bundle that does")
                : "nothing provides " + missing.group(1);
    }

    /** The versions that a filter asks for, as they are written in an import. */
    private static String range(String filter) {
        Matcher versions = VERSIONS.matcher(filter);
        if (!versions.find()) {
            return filter.contains("version") ? filter : "0 or newer";
        }
        return versions.group(2) == null
                ? versions.group(1) + " or newer"
                : "[" + versions.group(1) + "," + versions.group(2) + ")";
    }
}
