/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.util.Objects;

/**
 * One difference between two revisions of a type. Text only: it may be kept when the classes are gone.
 *
 * @param path where, such as {@code Meter.readings[].unit}
 * @param kind what has happened
 * @param text what it was and what it is
 * @param verdict what it means for values of the type
 */
public record ShapeDifference(String path, Kind kind, String text, Verdict verdict) {

    /** Checks that all are given. */
    public ShapeDifference {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(verdict, "verdict");
    }

    /**
     * The same of values that there may not be any more.
     *
     * @return one that refuses only what is there
     */
    public ShapeDifference ifPresent() {
        return verdict == Verdict.REFUSED ? new ShapeDifference(path, kind, text, Verdict.REFUSED_IF_PRESENT) : this;
    }

    /** As one line. */
    @Override
    public String toString() {
        return path + ": " + text;
    }

    /** What has happened. */
    public enum Kind {
        /** A component, a constant or a subtype is new. */
        ADDED,
        /** A component, a constant, a subtype or a class is gone. */
        GONE,
        /** A component is declared otherwise. */
        RETYPED
    }

    /** What a difference means if values are carried over by shape. */
    public enum Verdict {
        /** No value is refused for it. */
        HARMLESS,
        /** Values that have something there are refused, others are not. */
        REFUSED_IF_PRESENT,
        /** Every value of the type is refused, except {@code null}. */
        REFUSED
    }
}
