/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.consumer;

import dev.twofold.annotation.SwappableModule;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Must be alone; says in system properties, which all revisions share, who is active and whether two ever were. */
@Component(immediate = true, service = {}, property = "osgi.ds.satisfying.condition.target=(osgi.condition.id="
        + SwappableModule.CURRENT + ")")
public final class QueueConsumer {

    /** Version of the active one; absent when there is none. */
    public static final String ACTIVE = "itest.consumer.active";

    /** Set once two were active. */
    public static final String OVERLAPPED = "itest.consumer.overlapped";

    /** A latch that holds up whoever ends; absent as a rule. */
    public static final String HOLD = "itest.consumer.hold";

    private static final int LONGEST_HOLD_SECONDS = 60;

    /** Begins to consume. */
    @Activate
    public QueueConsumer(BundleContext context) {
        String version = context.getBundle().getVersion().toString();
        Object other = System.getProperties().putIfAbsent(ACTIVE, version);
        if (other != null) {
            System.setProperty(OVERLAPPED, other + " and " + version);
        }
    }

    @Deactivate
    void stop() throws InterruptedException {
        if (System.getProperties().get(HOLD) instanceof CountDownLatch latch) {
            latch.await(LONGEST_HOLD_SECONDS, TimeUnit.SECONDS);
        }
        System.clearProperty(ACTIVE);
    }
}
