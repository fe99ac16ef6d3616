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

/** The way back. */
@Component(service = CodeChange.class)
@CodeChangeOf(module = "ledger", server_type = "ledger", from = "[2.0,3.0)", to = "[1.0,2.0)")
public final class RemoveEntries implements CodeChange {

    @Override
    public Object codeChange(StateView old, ChangeContext context) {
        return old.without("entries");
    }
}
