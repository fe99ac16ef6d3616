/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.change;

import dev.twofold.code.ChangeContext;
import dev.twofold.code.CodeChange;
import dev.twofold.code.StateView;
import org.osgi.service.component.annotations.Component;

/** Does not say between which versions. */
@Component(service = CodeChange.class, property = "from=from one to two")
public final class UnreadableChange implements CodeChange {

    @Override
    public Object codeChange(StateView old, ChangeContext context) {
        return old.with("entries", 0L);
    }
}
