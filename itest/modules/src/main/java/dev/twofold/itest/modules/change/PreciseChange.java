/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.change;

import dev.twofold.annotation.CodeChangeOf;
import dev.twofold.code.ChangeContext;
import dev.twofold.code.CodeChange;
import dev.twofold.code.StateView;
import org.osgi.service.component.annotations.Component;

/** Another good one, for a single version: it goes before those for more. */
@Component(service = CodeChange.class)
@CodeChangeOf(from = "[1.1,1.2)", to = "[2.0,3.0)")
public final class PreciseChange implements CodeChange {

    private static final long ENTRIES = 100;

    @Override
    public Object codeChange(StateView old, ChangeContext context) {
        return old.with("entries", ENTRIES);
    }
}
