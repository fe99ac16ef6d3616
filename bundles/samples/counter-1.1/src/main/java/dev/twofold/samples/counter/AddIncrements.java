/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.counter;

import dev.twofold.annotation.CodeChangeOf;
import dev.twofold.code.ChangeContext;
import dev.twofold.code.CodeChange;
import dev.twofold.code.StateView;
import org.osgi.service.component.annotations.Component;

/** From 1.0: how many increments there were is not known, so the number starts at zero. */
@Component(service = CodeChange.class)
@CodeChangeOf(from = "[1.0,1.1)", to = "[1.1,1.2)")
public final class AddIncrements implements CodeChange {

    @Override
    public Object codeChange(StateView old, ChangeContext context) {
        return old.with("increments", 0L);
    }
}
