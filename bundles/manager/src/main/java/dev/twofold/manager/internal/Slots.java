/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.code.Direction;
import dev.twofold.module.SwapReport;
import java.util.Optional;

/**
 * A module at one moment.
 *
 * @param name symbolic name
 * @param current the current revision
 * @param old the one before it
 * @param way how the current revision became current
 * @param lastReport what was last done
 */
record Slots(String name, Optional<Revision> current, Optional<Revision> old, Direction way,
        Optional<SwapReport> lastReport) {

    static Slots empty(String name) {
        return new Slots(name, Optional.empty(), Optional.empty(), Direction.UPGRADE, Optional.empty());
    }

    Slots with(Optional<Revision> newCurrent, Optional<Revision> newOld) {
        return new Slots(name, newCurrent, newOld, way, lastReport);
    }

    Slots with(SwapReport report) {
        return new Slots(name, current, old, way, Optional.of(report));
    }

    /** After a load: what was current is old; without a current revision the old one stays where it is. */
    Slots loaded(Revision revision) {
        return new Slots(name, Optional.of(revision), current.or(() -> old), Direction.UPGRADE, lastReport);
    }

    /** After going back to a revision of the old slot. */
    Slots wentBack(Revision revision) {
        return new Slots(name, Optional.of(revision), current, Direction.ROLLBACK, lastReport);
    }
}
