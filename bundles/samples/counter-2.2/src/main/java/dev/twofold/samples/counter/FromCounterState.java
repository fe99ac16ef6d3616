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

/** From any 1.x: the range is wide, so 1.0, which does not have {@code increments}, can skip 1.1. */
@Component(service = CodeChange.class)
@CodeChangeOf(from = "[1.0,2.0)", to = "[2.2,2.3)")
public final class FromCounterState implements CodeChange {

    @Override
    public Object codeChange(StateView old, ChangeContext context) {
        long increments = old.names().contains("increments") ? old.get("increments", Long.class) : 0;
        return new Tally(new Total(old.get("count", Long.class)), increments, 0);
    }
}
