/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

/** A family of figures. */
interface Benchmark {

    /** What the names of its figures begin with. */
    String name();

    /**
     * Measures those figures that are wanted.
     *
     * @param harness how long, how often, and where they go
     */
    void run(Harness harness) throws Exception;
}
