/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.counter;

import dev.twofold.code.ChangeContext;
import dev.twofold.code.Direction;
import dev.twofold.code.StateView;
import dev.twofold.engine.migration.Conversion;
import org.osgi.framework.Version;

/** A change from one version of the counter to another. */
record Change(Version from, Version to) implements ChangeContext {

    static Change of(String from, String to) {
        return new Change(Version.parseVersion(from), Version.parseVersion(to));
    }

    @Override
    public String module() {
        return "counter";
    }

    @Override
    public String serverType() {
        return "counter";
    }

    @Override
    public Direction direction() {
        return from.compareTo(to) < 0 ? Direction.UPGRADE : Direction.ROLLBACK;
    }

    @Override
    public StateView empty() {
        return Conversion.emptyView();
    }
}
