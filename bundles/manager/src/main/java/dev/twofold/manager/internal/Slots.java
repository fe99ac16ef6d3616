/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.module.SwapReport;
import java.util.Optional;

/**
 * A module at one moment.
 *
 * @param name symbolic name
 * @param current the current revision
 * @param old the one before it
 * @param lastReport what was last done
 */
record Slots(String name, Optional<Revision> current, Optional<Revision> old, Optional<SwapReport> lastReport) {

    static Slots empty(String name) {
        return new Slots(name, Optional.empty(), Optional.empty(), Optional.empty());
    }

    Slots with(Optional<Revision> newCurrent, Optional<Revision> newOld) {
        return new Slots(name, newCurrent, newOld, lastReport);
    }

    Slots with(SwapReport report) {
        return new Slots(name, current, old, Optional.of(report));
    }
}
