/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.engine.Engine;
import dev.twofold.module.PurgedRevision;
import dev.twofold.module.PurgedRevision.Holder;
import dev.twofold.module.PurgedRevision.Kind;
import dev.twofold.module.RevisionId;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the class loaders of revisions that have gone until they are collected. It holds them weakly, and of what it
 * remembers besides only texts, so it keeps nothing alive. Safe from any thread; it has a thread of its own, which waits
 * for the collector.
 */
final class PurgeWatch {

    /** So many are watched at most; then the oldest is given up. */
    static final int MOST = 1_000;

    /** Threads that may start while they are counted. */
    private static final int SPARE = 32;

    private static final Logger LOG = LoggerFactory.getLogger(PurgeWatch.class);

    private final BundleContext context;
    private final Engine engine;
    private final Clock clock;
    private final Consumer<RevisionId> collected;
    private final ReferenceQueue<ClassLoader> queue = new ReferenceQueue<>();
    private final Deque<Gone> gone = new ArrayDeque<>();
    private final Map<Long, Set<String>> users = new HashMap<>();
    private final Map<Long, Started> started = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(null, this::run, "twofold-collected", 0, false);

    PurgeWatch(BundleContext context, Engine engine, Clock clock, Consumer<RevisionId> collected) {
        this.context = context;
        this.engine = engine;
        this.clock = clock;
        this.collected = collected;
        thread.setDaemon(true);
    }

    /** A revision that has been started. */
    private record Started(RevisionId id, WeakReference<BundleWiring> wiring, WeakReference<ClassLoader> loader) {
    }

    /** A class loader that is to go. */
    private static final class Gone extends WeakReference<ClassLoader> {

        private final RevisionId id;
        private final Instant since;
        private final Set<String> users;
        private final WeakReference<BundleWiring> wiring;

        Gone(RevisionId id, ClassLoader loader, BundleWiring wiring, Set<String> users, Instant since,
                ReferenceQueue<ClassLoader> queue) {
            super(loader, queue);
            this.id = id;
            this.since = since;
            this.users = users;
            this.wiring = new WeakReference<>(wiring);
        }
    }

    void start() {
        thread.start();
    }

    void stop() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (true) {
                Gone found = (Gone) queue.remove();
                synchronized (gone) {
                    gone.remove(found);
                }
                LOG.debug("nothing is left of {}", found.id);
                collected.accept(found.id);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** A revision has been started: somebody else may uninstall it, and then its class loader cannot be asked for. */
    void started(Revision revision) {
        wired(revision).ifPresent(now -> started.put(revision.bundle().getBundleId(), now));
    }

    private static Optional<Started> wired(Revision revision) {
        BundleWiring wiring = revision.bundle().adapt(BundleWiring.class);
        ClassLoader loader = wiring == null ? null : wiring.getClassLoader();
        return loader == null
                ? Optional.empty()
                : Optional.of(new Started(revision.id(), new WeakReference<>(wiring), new WeakReference<>(loader)));
    }

    /** A revision is about to be stopped: who uses its services can be seen only now. */
    void stopping(Revision revision) {
        ServiceReference<?>[] services = services(revision.bundle());
        Set<String> found = new LinkedHashSet<>();
        for (ServiceReference<?> service : services) {
            Bundle[] using = service.getUsingBundles();
            Arrays.stream(using == null ? new Bundle[0] : using).filter(user -> !isOurs(user, revision))
                    .forEach(user -> found.add(user + " used "
                            + String.join(", ", (String[]) service.getProperty(Constants.OBJECTCLASS))));
        }
        synchronized (users) {
            if (found.isEmpty()) {
                users.remove(revision.bundle().getBundleId());
            } else {
                users.put(revision.bundle().getBundleId(), found);
            }
        }
    }

    private static ServiceReference<?>[] services(Bundle bundle) {
        try {
            ServiceReference<?>[] services = bundle.getRegisteredServices();
            return services == null ? new ServiceReference<?>[0] : services;
        } catch (IllegalStateException uninstalled) { // by somebody else, perhaps just now
            return new ServiceReference<?>[0];
        }
    }

    private boolean isOurs(Bundle user, Revision revision) {
        return user.equals(context.getBundle()) || user.equals(revision.bundle());
    }

    /** A revision is about to be uninstalled. */
    void leaving(Revision revision) {
        long bundle = revision.bundle().getBundleId();
        Started before = started.remove(bundle);
        Optional<Started> known = wired(revision).or(() -> Optional.ofNullable(before));
        known.ifPresent(left -> leaves(bundle, left)); // unless it has never been resolved
    }

    /**
     * The classes of a bundle have gone, because somebody has refreshed, updated or uninstalled it. {@code false} if it has not
     * been started, or it is the manager who takes it away.
     */
    boolean unresolved(Bundle bundle) {
        Started known = started.remove(bundle.getBundleId());
        if (known != null) {
            leaves(bundle.getBundleId(), known);
        }
        return known != null;
    }

    private void leaves(long bundle, Started left) {
        Set<String> knownUsers;
        synchronized (users) {
            Set<String> known = users.remove(bundle);
            knownUsers = known == null ? Set.of() : known;
        }
        BundleWiring wiring = left.wiring().get();
        ClassLoader loader = left.loader().get();
        if (wiring == null || loader == null) {
            return; // it is collected already
        }
        Gone leaving = new Gone(left.id(), loader, wiring, knownUsers, clock.instant(), queue);
        synchronized (gone) {
            gone.addLast(leaving);
            if (gone.size() > MOST) {
                LOG.warn("{} is not collected, and not watched any more", gone.removeFirst().id);
            }
        }
    }

    // ---- who holds it

    List<PurgedRevision> list() {
        List<Gone> known;
        synchronized (gone) {
            known = List.copyOf(gone);
        }
        if (known.isEmpty()) {
            return List.of();
        }
        Map<Thread, StackTraceElement[]> stacks = Thread.getAllStackTraces();
        List<PurgedRevision> listed = new ArrayList<>();
        for (Gone each : known) {
            ClassLoader loader = each.get();
            if (loader != null) {
                listed.add(new PurgedRevision(each.id, each.since, holders(each, loader, stacks)));
            }
        }
        return listed;
    }

    /** Revisions of a module in whose code a thread that ran one of its servers still is; cheaper than {@link #list}. */
    List<RevisionId> lingering(String module) {
        List<Gone> known;
        synchronized (gone) {
            known = gone.stream().filter(each -> each.id.module().equals(module)).toList();
        }
        return known.isEmpty()
                ? List.of()
                : Arrays.stream(threads()).flatMap(thread -> known.stream().filter(each -> isInside(thread, each)))
                        .map(each -> each.id).distinct().toList();
    }

    private static boolean isInside(Thread thread, Gone each) {
        ClassLoader loader = each.get();
        return loader != null && thread.getContextClassLoader() == loader
                && Arrays.stream(thread.getStackTrace()).anyMatch(frame -> isOf(loader, frame));
    }

    /** Whether a class loader has defined classes in the package of a frame's class. */
    private static boolean isOf(ClassLoader loader, StackTraceElement frame) {
        String name = frame.getClassName();
        return loader.getDefinedPackage(name.substring(0, Math.max(0, name.lastIndexOf('.')))) != null;
    }

    /** All platform threads that are alive, without their stacks. */
    private static Thread[] threads() {
        ThreadGroup all = Thread.currentThread().getThreadGroup();
        while (all.getParent() != null) {
            all = all.getParent();
        }
        Thread[] threads = new Thread[all.activeCount() + SPARE];
        return Arrays.copyOf(threads, all.enumerate(threads));
    }

    private List<Holder> holders(Gone each, ClassLoader loader, Map<Thread, StackTraceElement[]> stacks) {
        List<Holder> holders = new ArrayList<>();
        engine.whoRuns(loader).forEach(server -> holders.add(new Holder(Kind.SERVER, server, "")));
        engine.whoAwaits(loader).forEach((server, count) -> holders.add(new Holder(Kind.MESSAGE, server,
                count + (count == 1 ? " message waits" : " messages wait") + " for it")));
        stacks.forEach((thread, stack) -> addThread(holders, each, loader, thread, stack));
        addBundles(holders, each);
        each.users.forEach(user -> holders.add(new Holder(Kind.SERVICE_USER, user, "")));
        return holders;
    }

    /**
     * A frame has the name of its class, not the class: it may be that of another revision. Servers' threads have the class
     * loader of what they run as context, so there it is certain.
     */
    private static void addThread(List<Holder> holders, Gone each, ClassLoader loader, Thread thread,
            StackTraceElement[] stack) {
        ClassLoader contextLoader = thread.getContextClassLoader();
        StackTraceElement inside = Arrays.stream(stack).filter(frame -> isOf(loader, frame))
                .findFirst().orElse(null);
        if (contextLoader == loader) {
            holders.add(new Holder(Kind.THREAD, thread.getName(), inside == null
                    ? "has its class loader as context"
                    : "inside " + inside));
        } else if (inside != null && !runsOther(contextLoader, inside)) {
            holders.add(new Holder(Kind.THREAD, thread.getName(), "inside " + inside
                    + ", of this revision or another one"));
        }
    }

    /** Whether a thread runs another revision's code of that name. */
    private static boolean runsOther(ClassLoader contextLoader, StackTraceElement frame) {
        return contextLoader instanceof org.osgi.framework.BundleReference reference && reference.getBundle()
                .getState() != Bundle.UNINSTALLED && reference.getBundle().getEntry(frame.getClassName().replace('.',
                        '/')
                        + ".class") != null;
    }

    private static void addBundles(List<Holder> holders, Gone each) {
        BundleWiring wiring = each.wiring.get();
        List<BundleWire> wires = wiring == null || !wiring.isInUse() ? null : wiring.getProvidedWires(null);
        if (wires != null) {
            wires.stream().collect(Collectors.groupingBy(wire -> wire.getRequirer().getBundle().toString(),
                    Collectors.mapping(wire -> wire.getCapability().getNamespace() + " "
                            + wire.getCapability().getAttributes().get(wire.getCapability().getNamespace()),
                            Collectors.joining(", "))))
                    .forEach((bundle, what) -> holders.add(new Holder(Kind.BUNDLE, bundle, "wired to " + what)));
        }
    }
}
