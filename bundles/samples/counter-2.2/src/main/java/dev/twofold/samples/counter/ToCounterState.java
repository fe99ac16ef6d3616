/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.counter;

import dev.twofold.annotation.CodeChangeOf;
import dev.twofold.code.ChangeContext;
import dev.twofold.code.CodeChange;
import dev.twofold.code.StateView;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Component;

/** Back to any 1.x. Its class is not here, so the result is a view with the components that class has. */
@Component(service = CodeChange.class)
@CodeChangeOf(from = "[2.2,2.3)", to = "[1.0,2.0)")
public final class ToCounterState implements CodeChange {

    private static final Version FIRST_WITH_INCREMENTS = new Version(1, 1, 0);

    @Override
    public Object codeChange(StateView old, ChangeContext context) {
        StateView state = old.without("total").without("largest").with("count", old.get("total.value"));
        return context.to().compareTo(FIRST_WITH_INCREMENTS) < 0 ? state.without("increments") : state;
    }
}
