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
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.BundleWiring;

/** The class loader of each module bundle that is started, also of one that is refused afterwards; holds none of them. */
final class ModuleClassLoaders implements SynchronousBundleListener, AutoCloseable {

    private final BundleContext context;
    private final Queue<WeakReference<ClassLoader>> loaders = new ConcurrentLinkedQueue<>();

    private ModuleClassLoaders(BundleContext context) {
        this.context = context;
    }

    static ModuleClassLoaders watch(BundleContext context) {
        ModuleClassLoaders watch = new ModuleClassLoaders(context);
        context.addBundleListener(watch);
        return watch;
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.STARTED && event.getBundle().getLocation().startsWith("twofold:")) {
            Optional.ofNullable(event.getBundle().adapt(BundleWiring.class)) // unless it has gone again
                    .ifPresent(wiring -> loaders.add(new WeakReference<>(wiring.getClassLoader())));
        }
    }

    /** How many there have been. */
    int seen() {
        return loaders.size();
    }

    /** Returns when no more than so many are left. */
    void awaitAtMost(int most, Supplier<String> facts) {
        Await.until("at most " + most + " class loaders are left", () -> {
            System.gc();
            return alive() <= most;
        }, () -> alive() + " of " + seen() + " are left\n" + facts.get());
    }

    private long alive() {
        // one that was stopped and started again is here twice
        return loaders.stream().map(WeakReference::get).filter(Objects::nonNull).distinct().count();
    }

    @Override
    public void close() {
        context.removeBundleListener(this);
    }
}
