/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.module;

import java.util.Objects;

/**
 * What a file in the folder is.
 *
 * @param kind its kind
 * @param symbolicName the bundle's name, empty if it is none
 * @param version the bundle's version as written, empty if it is none
 * @param problem why it is neither module nor bundle, empty otherwise
 */
public record JarInfo(Kind kind, String symbolicName, String version, String problem) {

    /** Checks that everything is given. */
    public JarInfo {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(symbolicName, "symbolicName");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(problem, "problem");
    }

    /** What a file can be. */
    public enum Kind {
        /** A bundle that opted in. */
        MODULE,
        /** Any other bundle. */
        BUNDLE,
        /** A readable jar that is no bundle. */
        NOT_A_BUNDLE,
        /** No readable jar: empty, not a jar, or not complete yet. */
        UNREADABLE
    }
}
