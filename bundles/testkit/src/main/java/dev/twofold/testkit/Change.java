/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.testkit;

import dev.twofold.code.ChangeContext;
import dev.twofold.code.Direction;
import dev.twofold.code.StateView;
import dev.twofold.engine.migration.Conversion;
import org.osgi.framework.Version;

/** What a code change is told. */
record Change(String module, String serverType, Version from, Version to, Direction direction)
        implements
            ChangeContext {

    Change of(String type) {
        return new Change(module, type, from, to, direction);
    }

    @Override
    public StateView empty() {
        return Conversion.emptyView();
    }
}
