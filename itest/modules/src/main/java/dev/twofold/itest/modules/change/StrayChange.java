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

/** Would be a good one, but for its server type. */
@Component(service = CodeChange.class)
@CodeChangeOf(server_type = "legder", from = "[1.0,2.0)", to = "[2.0,3.0)")
public final class StrayChange implements CodeChange {

    @Override
    public Object codeChange(StateView old, ChangeContext context) {
        return old.with("entries", 0L);
    }
}
