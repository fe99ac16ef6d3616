/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.consumer;

import org.osgi.service.component.annotations.Component;

/** Runs only if a component of its own bundle asks for it. */
@Component
public final class SteadyGauge implements Gauge {

    @Override
    public int level() {
        return 1;
    }
}
