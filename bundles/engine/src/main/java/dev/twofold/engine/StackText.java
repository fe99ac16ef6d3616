/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.ExitReason;
import dev.twofold.server.Failure;
import java.util.Optional;

/** Failures as the lines of a log. */
final class StackText {

    private StackText() {}

    static String of(ExitReason reason) {
        StringBuilder text = new StringBuilder();
        String lead = "\n";
        for (Optional<Failure> next = reason.failure(); next.isPresent(); next = next.get().cause()) {
            Failure failure = next.get();
            text.append(lead).append(failure.summary());
            failure.stack().forEach(frame -> text.append("\n    at ").append(frame));
            lead = "\ncaused by ";
        }
        return text.toString();
    }
}
