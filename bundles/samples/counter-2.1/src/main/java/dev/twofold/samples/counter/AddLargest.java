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

/** From 2.0, where it must fail: no increment was kept there. The platform refuses the upgrade with this message. */
@Component(service = CodeChange.class)
@CodeChangeOf(from = "[2.0,2.1)", to = "[2.1,2.2)")
public final class AddLargest implements CodeChange {

    @Override
    public Object codeChange(StateView old, ChangeContext context) {
        throw new IllegalStateException("cannot tell the largest of the " + old.get("increments")
                + " increments so far: " + context.from() + " did not keep it");
    }
}
