/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal;

import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

/** Tells why a command has failed, without the names of classes. */
final class Failures {

    private Failures() {}

    /** Prints why, and returns the exit status. */
    static int tell(Exception failure, PrintStream errors) {
        if (failure instanceof InterruptedException || failure instanceof CancellationException
                || failure instanceof InterruptedIOException) {
            errors.println("interrupted");
            return Status.INTERRUPTED;
        }
        Throwable cause = failure instanceof ExecutionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        errors.println(Optional.ofNullable(cause.getMessage()).filter(text -> !text.isBlank()).orElse(cause
                .toString()));
        return Status.FAILED;
    }
}
