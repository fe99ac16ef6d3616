/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import dev.twofold.module.JarInfo;
import java.nio.file.Path;
import org.osgi.framework.Version;

/**
 * A file of the folder that has come to rest, and what it is.
 *
 * @param path where it lies
 * @param stamp its size and time
 * @param info its kind, name and version
 */
record Jar(Path path, Stamp stamp, JarInfo info) {

    String name() {
        return path.getFileName().toString();
    }

    String symbolicName() {
        return info.symbolicName();
    }

    boolean isModule() {
        return info.kind() == JarInfo.Kind.MODULE;
    }

    boolean isOrdinaryBundle() {
        return info.kind() == JarInfo.Kind.BUNDLE;
    }

    boolean isUnreadable() {
        return info.kind() == JarInfo.Kind.UNREADABLE;
    }

    /** Whether its version is one. */
    boolean hasVersion() {
        try {
            Version.parseVersion(info.version());
            return true;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /** The version for sorting. One that is none sorts lowest; to refuse it is up to the manager. */
    Version version() {
        try {
            return Version.parseVersion(info.version());
        } catch (IllegalArgumentException malformed) {
            return Version.emptyVersion;
        }
    }
}
