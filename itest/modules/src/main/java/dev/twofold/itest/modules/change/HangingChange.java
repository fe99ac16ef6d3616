/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.change;

import dev.twofold.annotation.CodeChangeOf;
import dev.twofold.code.ChangeContext;
import dev.twofold.code.CodeChange;
import dev.twofold.code.StateView;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Component;

/** Does not come back before it is interrupted. */
@Component(service = CodeChange.class)
@CodeChangeOf(from = "[1.0,2.0)", to = "[2.0,3.0)")
public final class HangingChange implements CodeChange {

    private static final int LONGEST_SECONDS = 30;

    @Override
    public Object codeChange(StateView old, ChangeContext context) throws InterruptedException {
        new CountDownLatch(1).await(LONGEST_SECONDS, TimeUnit.SECONDS);
        return old.with("entries", 0L);
    }
}
