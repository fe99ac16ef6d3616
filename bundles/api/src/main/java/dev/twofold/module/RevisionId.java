/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.module;

import java.util.Objects;
import org.osgi.framework.Version;

/**
 * One content of a module.
 *
 * @param module symbolic name
 * @param version the bundle's version
 * @param sha256 hash of the jar, in hexadecimal
 */
public record RevisionId(String module, Version version, String sha256) {

    /** Checks that everything is given. */
    public RevisionId {
        Objects.requireNonNull(module, "module");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(sha256, "sha256");
    }

    /**
     * The first twelve digits of the hash.
     *
     * @return enough to tell revisions apart
     */
    public String shortHash() {
        return sha256.substring(0, Math.min(12, sha256.length()));
    }

    /** Name and version, as an operator writes them. */
    @Override
    public String toString() {
        return module + " " + version;
    }
}
