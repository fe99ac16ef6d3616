/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.change;

import dev.twofold.annotation.CodeChangeOf;
import dev.twofold.code.ChangeContext;
import dev.twofold.code.CodeChange;
import dev.twofold.code.StateView;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Cannot be activated. */
@Component(service = CodeChange.class)
@CodeChangeOf(from = "[1.0,2.0)", to = "[1.0,3.0)")
public final class FailingChange implements CodeChange {

    /** Fails. */
    @Activate
    public FailingChange() {
        throw new IllegalStateException("there is no table of entries");
    }

    @Override
    public Object codeChange(StateView old, ChangeContext context) {
        return old;
    }
}
