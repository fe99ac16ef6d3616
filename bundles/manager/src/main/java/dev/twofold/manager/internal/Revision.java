/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.engine.Code;
import dev.twofold.module.RevisionId;
import dev.twofold.server.ServerSpec;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Supervisor;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Bundle;

/**
 * A revision with its bundle. Immutable; what its bundle provides is there only while it is active.
 *
 * @param jar its jar in the store
 * @param bundle its bundle
 * @param types its server types by name; empty if it is not active
 * @param top the code of the supervisor over its servers; empty if it is not active
 */
record Revision(StoredJar jar, Bundle bundle, Map<String, Type> types, Optional<Code<?>> top) {

    /** A supervisor starts its children before it is there itself. */
    static final Duration SUPERVISOR_START = Duration.ofMinutes(1);

    /** A revision whose bundle is not active. */
    static Revision inactive(StoredJar jar, Bundle bundle) {
        return new Revision(jar, bundle, Map.of(), Optional.empty());
    }

    RevisionId id() {
        return jar.id();
    }

    /** All that its servers run, by server type. */
    Map<String, Code<?>> codes() {
        Map<String, Code<?>> codes = new HashMap<>();
        types.forEach((name, type) -> codes.put(name, type.code()));
        top.ifPresent(code -> codes.put(code.type(), code));
        return codes;
    }

    /** The same without what the manager adds. */
    Collection<Code<?>> authorsCodes() {
        Map<String, Code<?>> codes = codes();
        codes.remove(TopSupervisor.TYPE);
        return codes.values();
    }

    /** The servers that start with the module. */
    List<ChildSpec> children() {
        return types.values().stream().flatMap(type -> type.start().stream().map(name -> child(type, name))).toList();
    }

    private ChildSpec child(Type type, String name) {
        ServerSpec server = ServerSpec.of(id().module(), type.code().type()).named(name);
        return ChildSpec.of(name, type.isSupervisor() ? server.initWithin(SUPERVISOR_START) : server);
    }

    /** The same without what only an active bundle has. */
    Revision inactive() {
        return inactive(jar, bundle);
    }

    /**
     * A server type.
     *
     * @param serviceId of the service that it is
     * @param service what the author has written: a server's callbacks or a {@link Supervisor}
     * @param code what its servers run
     * @param start names of the servers that start with the module
     * @param messages class names of the messages that clients send
     */
    record Type(long serviceId, Object service, Code<?> code, List<String> start, List<String> messages) {

        boolean isSupervisor() {
            return service instanceof Supervisor;
        }
    }
}
