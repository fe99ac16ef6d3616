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

/** Back to 2.0. */
@Component(service = CodeChange.class)
@CodeChangeOf(from = "[2.2,2.3)", to = "[2.0,2.1)")
public final class RemoveLargest implements CodeChange {

    @Override
    public Object codeChange(StateView old, ChangeContext context) {
        return old.without("largest");
    }
}
