/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal;

import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells why a command has failed, without the names of classes. */
final class Failures {

    /** What Gogo says of arguments that a command does not take; those of Twofold say it themselves. */
    private static final Pattern OTHER_ARGUMENTS = Pattern.compile("Cannot coerce (\\w+)\\(.*", Pattern.DOTALL);

    private Failures() {}

    /** Prints why, and returns the exit status. */
    static int tell(Exception failure, PrintStream errors) {
        if (failure instanceof InterruptedException || failure instanceof CancellationException
                || failure instanceof InterruptedIOException) {
            errors.println("interrupted");
            return Status.INTERRUPTED;
        }
        errors.println(text(cause(failure)));
        return Status.FAILED;
    }

    private static Throwable cause(Throwable failure) {
        boolean wrapped = failure instanceof ExecutionException || failure instanceof InvocationTargetException;
        return wrapped && failure.getCause() != null ? cause(failure.getCause()) : failure;
    }

    private static String text(Throwable cause) {
        String message = Optional.ofNullable(cause.getMessage()).filter(text -> !text.isBlank()).orElse(cause
                .toString());
        Matcher arguments = OTHER_ARGUMENTS.matcher(message);
        return arguments.matches()
                ? arguments.group(1) + " takes other arguments: help " + arguments.group(1) + " tells which"
                : message;
    }
}
