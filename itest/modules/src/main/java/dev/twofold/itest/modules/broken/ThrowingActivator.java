/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.broken;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Does not let its bundle start. */
public final class ThrowingActivator implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        throw new IllegalStateException("the activator has a bad day");
    }

    @Override
    public void stop(BundleContext context) {
        throw new IllegalStateException("not even now");
    }
}
