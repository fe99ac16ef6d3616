/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.module;

/** What a load does to the servers of its module that run already. */
public enum UpgradePolicy {
    /** They go over to the new revision, with their state. */
    AUTO,
    /** They stay on the revision that they run, as in Erlang; {@link ModuleManager#upgrade} moves them later. */
    LOAD
}
