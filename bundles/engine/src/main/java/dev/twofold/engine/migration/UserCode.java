/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import dev.twofold.server.Failure;
import java.lang.reflect.InvocationTargetException;

/**
 * The border to what authors write: constructors, {@code equals}, {@code compareTo} and static initialisers. What they
 * throw is kept as text, since the object would keep their classes.
 */
final class UserCode {

    private UserCode() {}

    /** Code that may throw anything. */
    interface Code<T> {
        T run() throws Throwable;
    }

    static <T> T run(Place place, String failure, Code<T> code) {
        try {
            return code.run();
        } catch (InvocationTargetException wrapped) {
            throw refused(place, failure, wrapped.getCause());
        } catch (Throwable thrown) { // authors may throw anything; an error of theirs refuses this value only
            throw refused(place, failure, thrown);
        }
    }

    private static ConversionException refused(Place place, String failure, Throwable thrown) {
        if (thrown instanceof VirtualMachineError fatal && !(fatal instanceof StackOverflowError)) {
            throw fatal;
        }
        if (thrown instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return place.refuse(failure + ": " + Failure.of(thrown).summary(), "replaces it");
    }
}
