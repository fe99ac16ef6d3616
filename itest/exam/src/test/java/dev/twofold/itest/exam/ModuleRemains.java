/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import java.lang.ref.WeakReference;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Each module bundle that is started and its class loader, also of a revision that is refused afterwards; holds none of them.
 * A bundle that somebody remembers keeps the contents of its jar in mind, class by class.
 */
final class ModuleRemains implements SynchronousBundleListener, AutoCloseable {

    private final BundleContext context;
    private final Queue<WeakReference<ClassLoader>> loaders = new ConcurrentLinkedQueue<>();
    private final Queue<WeakReference<Bundle>> bundles = new ConcurrentLinkedQueue<>();

    private ModuleRemains(BundleContext context) {
        this.context = context;
    }

    static ModuleRemains watch(BundleContext context) {
        ModuleRemains watch = new ModuleRemains(context);
        context.addBundleListener(watch);
        return watch;
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        Bundle bundle = event.getBundle();
        if (event.getType() == BundleEvent.STARTED && bundle.getLocation().startsWith("twofold:")) {
            bundles.add(new WeakReference<>(bundle));
            Optional.ofNullable(bundle.adapt(BundleWiring.class)) // unless it has gone again
                    .ifPresent(wiring -> loaders.add(new WeakReference<>(wiring.getClassLoader())));
        }
    }

    /** How many class loaders there have been. */
    int seen() {
        return loaders.size();
    }

    /** Returns when no more than so many are left of each. */
    void awaitAtMost(int most, Supplier<String> facts) {
        Await.until("at most " + most + " bundles and class loaders are left", () -> {
            System.gc();
            return alive(loaders) <= most && alive(bundles) <= most;
        }, () -> alive(loaders) + " class loaders of " + seen() + " are left, and " + alive(bundles) + " bundles\n"
                + facts
                        .get());
    }

    private static long alive(Queue<? extends WeakReference<?>> seen) {
        // one that was stopped and started again is here twice
        return seen.stream().map(WeakReference::get).filter(Objects::nonNull).distinct().count();
    }

    @Override
    public void close() {
        context.removeBundleListener(this);
    }
}
