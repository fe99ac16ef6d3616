/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.change;

import dev.twofold.annotation.CodeChangeOf;
import dev.twofold.code.ChangeContext;
import dev.twofold.code.CodeChange;
import dev.twofold.code.StateView;
import java.util.concurrent.locks.LockSupport;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Does not come to the end of its activation, or of its deactivation, while a system property says so. */
@Component(service = CodeChange.class)
@CodeChangeOf(from = "[1.0,2.0)", to = "[2.0,3.0)")
public final class DawdlingChange implements CodeChange {

    /** The system property. */
    public static final String DAWDLES = "twofold.test.change.dawdles";

    private static final long POLL_NANOS = 1_000_000;

    /** Waits. */
    public DawdlingChange() {
        await("activation");
    }

    /** Waits. */
    @Deactivate
    void stop() {
        await("deactivation");
    }

    private static void await(String end) {
        while (end.equals(System.getProperty(DAWDLES))) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    @Override
    public Object codeChange(StateView old, ChangeContext context) {
        return old.with("entries", 0L);
    }
}
