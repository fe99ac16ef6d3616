/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.engine.Code;
import dev.twofold.module.RevisionId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;

/**
 * A revision with its bundle. Immutable; what its bundle provides is there only while it is active.
 *
 * @param jar its jar in the store
 * @param bundle its bundle
 * @param types its server types by name; empty if it is not active
 */
record Revision(StoredJar jar, Bundle bundle, Map<String, Type> types) {

    RevisionId id() {
        return jar.id();
    }

    Map<String, Code<?>> codes() {
        Map<String, Code<?>> codes = new HashMap<>();
        types.forEach((name, type) -> codes.put(name, type.code()));
        return codes;
    }

    /** The same without what only an active bundle has. */
    Revision inactive() {
        return new Revision(jar, bundle, Map.of());
    }

    /**
     * A server type.
     *
     * @param code what its servers run
     * @param start names of the servers that start with the module
     * @param messages class names of the messages that clients send
     */
    record Type(Code<?> code, List<String> start, List<String> messages) {
    }
}
