/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.module;

import java.util.Objects;

/**
 * A revision in a slot.
 *
 * @param id which revision
 * @param slot the slot
 * @param bundleId id of its bundle
 * @param bundleState state of its bundle, as in {@link org.osgi.framework.Bundle} and in the shell ({@code ACTIVE}, ...)
 * @param servers how many servers run it
 */
public record RevisionInfo(RevisionId id, Slot slot, long bundleId, String bundleState, int servers) {

    /** Checks that everything is given. */
    public RevisionInfo {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(slot, "slot");
        Objects.requireNonNull(bundleState, "bundleState");
    }

    /** The two slots of a module. */
    public enum Slot {
        /** New servers run this one. */
        CURRENT,
        /** The one before, kept for going back. */
        OLD
    }
}
