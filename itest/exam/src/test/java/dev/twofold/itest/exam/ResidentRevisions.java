/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

/** Counts, at each event of any bundle and before the framework goes on, how many revisions of a module are resolved. */
final class ResidentRevisions implements SynchronousBundleListener, AutoCloseable {

    private static final int RESIDENT = Bundle.RESOLVED | Bundle.STARTING | Bundle.ACTIVE | Bundle.STOPPING;

    private final BundleContext context;
    private final String module;
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger fewest = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicInteger events = new AtomicInteger();
    private volatile List<String> crowd = List.of();

    private ResidentRevisions(BundleContext context, String module) {
        this.context = context;
        this.module = module;
    }

    static ResidentRevisions watch(BundleContext context, String module) {
        ResidentRevisions watch = new ResidentRevisions(context, module);
        context.addBundleListener(watch);
        return watch;
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (module.equals(event.getBundle().getSymbolicName())) {
            events.incrementAndGet();
            // another thread may take one away and bring another one between the first look and the last
            List<Bundle> before = residents(context, module).toList();
            List<String> resident = new ArrayList<>();
            residents(context, module).filter(before::contains)
                    .forEach(bundle -> resident.add(bundle + " " + Facts.state(bundle)));
            fewest.accumulateAndGet(resident.size(), Math::min);
            if (resident.size() > most.getAndAccumulate(resident.size(), Math::max)) {
                crowd = resident;
            }
        }
    }

    static Stream<Bundle> residents(BundleContext context, String module) {
        return Stream.of(context.getBundles()).filter(bundle -> module.equals(bundle.getSymbolicName()))
                .filter(bundle -> (bundle.getState() & RESIDENT) != 0);
    }

    /** The greatest number so far. */
    int most() {
        return most.get();
    }

    /** The smallest number so far. */
    int fewest() {
        return fewest.get();
    }

    /** How often it was counted. */
    int events() {
        return events.get();
    }

    /** The bundles when there were most. */
    List<String> crowd() {
        return crowd;
    }

    @Override
    public void close() {
        context.removeBundleListener(this);
    }
}
