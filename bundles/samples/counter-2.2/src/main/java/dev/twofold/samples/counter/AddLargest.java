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

/** From 2.0: what 2.1 wanted and could not know starts at zero. */
@Component(service = CodeChange.class)
@CodeChangeOf(from = "[2.0,2.1)", to = "[2.2,2.3)")
public final class AddLargest implements CodeChange {

    @Override
    public Object codeChange(StateView old, ChangeContext context) {
        return old.with("largest", 0L);
    }
}
