/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.module.RevisionId;
import java.nio.file.Path;

/**
 * A revision's jar in the store.
 *
 * @param id which revision
 * @param file where its jar lies
 * @param exclusive whether no other revision of its module can be active beside it
 */
record StoredJar(RevisionId id, Path file, boolean exclusive) {

    static final String LOCATION_PREFIX = "twofold:";

    /** The bundle location, which nobody else uses. */
    String location() {
        return LOCATION_PREFIX + id.module() + "/" + id.version() + "/" + id.shortHash();
    }
}
