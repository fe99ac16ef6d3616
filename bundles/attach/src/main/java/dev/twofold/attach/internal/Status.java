/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal;

import dev.twofold.module.Rehearsal;
import dev.twofold.module.SwapReport;
import java.util.Collection;

/** Exit statuses. */
final class Status {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int REFUSED = 3;

    /** As a shell says it of what Ctrl-C has ended. */
    static final int INTERRUPTED = 130;

    private Status() {}

    /** The status of a command that has come to its end. */
    static int of(Object result) {
        return isRefused(result) ? REFUSED : DONE;
    }

    private static boolean isRefused(Object result) {
        return result instanceof SwapReport report && report.refused()
                || result instanceof Rehearsal rehearsal && !rehearsal.feasible()
                || result instanceof Collection<?> results && results.stream().anyMatch(Status::isRefused);
    }
}
