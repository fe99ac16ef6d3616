/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.change;

import dev.twofold.annotation.CodeChangeOf;
import dev.twofold.code.ChangeContext;
import dev.twofold.code.CodeChange;
import dev.twofold.code.StateView;
import java.io.IOException;
import org.osgi.service.component.annotations.Component;

/** Takes over every server of a ring but one. */
@Component(service = CodeChange.class)
@CodeChangeOf(from = "[1.0,1.3)", to = "[1.3,1.4)")
public final class PickyChange implements CodeChange {

    @Override
    public Object codeChange(StateView old, ChangeContext context) throws IOException {
        if (old.get("next").equals("hop-4")) {
            throw new IOException("nobody goes to hop-4");
        }
        return old;
    }
}
