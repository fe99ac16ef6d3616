/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.lang.reflect.Type;

/** Where a value comes from, which decides how strictly it is taken and what an author can do about it. */
enum Origin {

    /** A server's state in the old revision's classes. Always copied; declared types are compared. */
    STATE("in the old state", "in the new one"),

    /** What an author or a test gives: only names and values count, whatever classes they are in. Always copied. */
    GIVEN("given", "wanted"),

    /** A message. Not copied if nothing in it has to change, as it was not copied when it was sent. */
    MESSAGE("in the old class", "in the new one");

    private static final String NOTHING = "nothing";

    private final String before;
    private final String after;

    Origin(String before, String after) {
        this.before = before;
        this.after = after;
    }

    /** Tells two types apart, by their full names if need be. */
    String changed(Type old, Type wanted) {
        String shortOld = Generics.name(old);
        String shortWanted = Generics.name(wanted);
        return shortOld.equals(shortWanted)
                ? changed(old.getTypeName(), wanted.getTypeName())
                : changed(shortOld, shortWanted);
    }

    String changed(String old, String wanted) {
        return old + " " + before + ", " + wanted + " " + after;
    }

    String missing(Type wanted) {
        return changed(NOTHING, Generics.name(wanted));
    }

    String gone(String old) {
        return changed(old, NOTHING);
    }

    /** What to do, as the end of a message. */
    String advice(String change) {
        return switch (this) {
            case STATE -> "; write a CodeChange that " + change;
            case GIVEN -> "";
            case MESSAGE -> "; let clients send classes of a bundle that is not swapped";
        };
    }
}
