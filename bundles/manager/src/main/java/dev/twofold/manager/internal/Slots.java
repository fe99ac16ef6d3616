/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.code.Direction;
import dev.twofold.module.SwapReport;
import dev.twofold.module.SwapStrategy;
import java.util.Optional;

/**
 * A module at one moment.
 *
 * @param name symbolic name
 * @param current the current revision
 * @param old the one before it
 * @param way how the current revision became current
 * @param left the strategy that has left servers on the old revision, where nobody may kill them for another load
 * @param lastReport what was last done
 */
record Slots(String name, Optional<Revision> current, Optional<Revision> old, Direction way,
        Optional<SwapStrategy> left, Optional<SwapReport> lastReport) {

    static Slots empty(String name) {
        return new Slots(name, Optional.empty(), Optional.empty(), Direction.UPGRADE, Optional.empty(),
                Optional.empty());
    }

    Slots with(Optional<Revision> newCurrent, Optional<Revision> newOld) {
        return new Slots(name, newCurrent, newOld, way, left, lastReport);
    }

    Slots with(SwapReport report) {
        return new Slots(name, current, old, way, left, Optional.of(report));
    }

    /** The same, with servers on the old revision that a strategy has left there. */
    Slots leftBy(SwapStrategy strategy) {
        return new Slots(name, current, old, way, Optional.of(strategy), lastReport);
    }

    /** The same when no server runs the old revision any more. */
    Slots leftAlone() {
        return new Slots(name, current, old, way, Optional.empty(), lastReport);
    }

    /** After a load: what was current is old; without a current revision the old one stays where it is. */
    Slots loaded(Revision revision) {
        return new Slots(name, Optional.of(revision), current.or(() -> old), Direction.UPGRADE, Optional.empty(),
                lastReport);
    }

    /** After going back to a revision of the old slot. */
    Slots wentBack(Revision revision) {
        return new Slots(name, Optional.of(revision), current, Direction.ROLLBACK, Optional.empty(), lastReport);
    }
}
