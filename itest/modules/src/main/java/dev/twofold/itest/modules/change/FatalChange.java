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

/** Fails with an error of the virtual machine. */
@Component(service = CodeChange.class)
@CodeChangeOf(from = "[1.0,2.0)", to = "[2.0,3.0)")
public final class FatalChange implements CodeChange {

    @Override
    public Object codeChange(StateView old, ChangeContext context) {
        return deeper(old.with("entries", 0L));
    }

    private static StateView deeper(StateView view) {
        return deeper(view).with("entries", 1L);
    }
}
