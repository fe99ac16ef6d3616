/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.broken;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Does not come back before it is interrupted. */
public final class BlockingActivator implements BundleActivator {

    private static final int LONGEST_SECONDS = 30;

    @Override
    public void start(BundleContext context) throws InterruptedException {
        new CountDownLatch(1).await(LONGEST_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void stop(BundleContext context) {
        // it never comes so far
    }
}
