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
import org.apache.felix.gogo.runtime.Reflective;

/** Tells why a command has failed, without the names of classes. */
final class Failures {

    /** What Gogo says of arguments that a command does not take; those of Twofold say it themselves. */
    private static final Pattern OTHER_ARGUMENTS = Pattern.compile("Cannot coerce (\\w+)\\(.*", Pattern.DOTALL);

    /** An exception as text, which may be coloured: classes, and then what it says. */
    private static final Pattern SHOWN = Pattern.compile(
            "((?:\033\\[[\\d;]*m)*)(?:(?:[a-z]\\w*\\.)+[A-Z][\\w$]*: )+(.*?)((?:\033\\[[\\d;]*m)*)", Pattern.DOTALL);

    /** The same of a command that was interrupted. */
    private static final Pattern INTERRUPTION = Pattern.compile(
            "(?:\033\\[[\\d;]*m)*(?:(?:[a-z]\\w*\\.)+[A-Z][\\w$]*: )*java\\.(?:lang\\.Interrupted"
                    + "|io\\.InterruptedIO)Exception(?:: .*?)?(?:\033\\[[\\d;]*m)*",
            Pattern.DOTALL);

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

    /** What the shell shows of a failure, told in the same way. */
    static String text(String shown) {
        Matcher exception = SHOWN.matcher(shown);
        return exception.matches()
                ? exception.group(1) + explained(exception.group(2)) + exception.group(3)
                : shown;
    }

    /** Whether the shell shows that a command was interrupted, which who has done so knows. */
    static boolean isInterruption(String shown) {
        return INTERRUPTION.matcher(shown).matches();
    }

    private static String text(Throwable cause) {
        return explained(Optional.ofNullable(cause.getMessage()).filter(text -> !text.isBlank()).orElse(cause
                .toString()));
    }

    private static String explained(String message) {
        Matcher arguments = OTHER_ARGUMENTS.matcher(message);
        if (!arguments.matches()) {
            return message;
        }
        String command = command(arguments.group(1));
        return command + " takes other arguments: help " + command + " tells which";
    }

    /** A method cannot have the name of a command that is a word of Java: Gogo puts an underscore before that. */
    private static String command(String method) {
        String name = method.replaceFirst("^_", "");
        return Reflective.KEYWORDS.contains(name) ? name : method;
    }
}
