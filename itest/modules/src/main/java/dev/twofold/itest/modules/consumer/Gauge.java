/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.consumer;

/** A service that only its own bundle knows. */
public interface Gauge {

    /** What it shows. */
    int level();
}
