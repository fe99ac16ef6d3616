/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.consumer;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** An activator that does nothing. */
public final class IdleActivator implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        // nothing
    }

    @Override
    public void stop(BundleContext context) {
        // nothing
    }
}
