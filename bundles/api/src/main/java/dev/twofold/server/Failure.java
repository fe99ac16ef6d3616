/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * An exception as text. It can be kept for ever without keeping the class loader of the code that threw it.
 *
 * @param type class name of the exception
 * @param message its message, or an empty text
 * @param stack its stack, innermost first
 * @param cause its cause
 */
public record Failure(String type, String message, List<String> stack, Optional<Failure> cause) {

    private static final int MOST_CAUSES = 50;

    /** Copies the stack. */
    public Failure {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(message, "message");
        stack = List.copyOf(stack);
        Objects.requireNonNull(cause, "cause");
    }

    /**
     * Takes the texts of an exception and its causes. An exception whose own methods fail is described without them.
     *
     * @param thrown the exception
     * @return its description
     */
    public static Failure of(Throwable thrown) {
        return of(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    /**
     * Type and message in a line.
     *
     * @return such as {@code java.lang.IllegalStateException: no such meter}
     */
    public String summary() {
        return message.isEmpty() ? type : type + ": " + message;
    }

    private static Failure of(Throwable thrown, Set<Throwable> seen) {
        seen.add(thrown);
        Throwable cause = read(thrown::getCause);
        boolean follow = cause != null && !seen.contains(cause) && seen.size() < MOST_CAUSES;
        String message = read(thrown::getMessage);
        return new Failure(thrown.getClass().getName(), message == null ? "" : message, frames(thrown),
                follow ? Optional.of(of(cause, seen)) : Optional.empty());
    }

    private static List<String> frames(Throwable thrown) {
        StackTraceElement[] stack = read(thrown::getStackTrace);
        List<String> frames = new ArrayList<>();
        for (StackTraceElement frame : stack == null ? new StackTraceElement[0] : stack) {
            frames.add(String.valueOf(frame));
        }
        return frames;
    }

    /** {@code null} if the exception's own method fails: it is code of an author. */
    private static <T> T read(Supplier<T> method) {
        try {
            return method.get();
        } catch (RuntimeException | LinkageError | StackOverflowError unreadable) {
            return null;
        }
    }
}
