/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.consumer;

import dev.twofold.annotation.SwappableModule;
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
    void stop() {
        System.clearProperty(ACTIVE);
    }
}
