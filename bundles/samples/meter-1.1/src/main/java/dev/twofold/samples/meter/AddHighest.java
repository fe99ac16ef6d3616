/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.meter;

import dev.twofold.annotation.CodeChangeOf;
import dev.twofold.code.ChangeContext;
import dev.twofold.code.CodeChange;
import dev.twofold.code.StateView;
import java.math.BigDecimal;
import org.osgi.service.component.annotations.Component;

/** From 1.0: single readings are not known any more, so the highest starts at zero. */
@Component(service = CodeChange.class)
@CodeChangeOf(from = "[1.0,1.1)", to = "[1.1,1.2)")
public final class AddHighest implements CodeChange {

    @Override
    public Object codeChange(StateView old, ChangeContext context) {
        return old.with("highest", BigDecimal.ZERO);
    }
}
