/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

/** What clients do, in steps that take microseconds to milliseconds: between two, a client that is a server lets others on. */
interface Job {

    /**
     * One step.
     *
     * @param client number of the client
     * @return whether there is more to do
     */
    boolean step(int client);
}
