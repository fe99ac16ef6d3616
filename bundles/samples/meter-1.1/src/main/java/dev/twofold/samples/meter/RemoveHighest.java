/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.meter;

import dev.twofold.annotation.CodeChangeOf;
import dev.twofold.code.ChangeContext;
import dev.twofold.code.CodeChange;
import dev.twofold.code.StateView;
import org.osgi.service.component.annotations.Component;

/** Back to 1.0. */
@Component(service = CodeChange.class)
@CodeChangeOf(from = "[1.1,1.2)", to = "[1.0,1.1)")
public final class RemoveHighest implements CodeChange {

    @Override
    public Object codeChange(StateView old, ChangeContext context) {
        return old.without("highest");
    }
}
