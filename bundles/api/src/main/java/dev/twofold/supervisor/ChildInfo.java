/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.supervisor;

import dev.twofold.server.ServerRef;
import java.util.Objects;
import java.util.Optional;

/**
 * A child as its supervisor sees it.
 *
 * @param id its id; none under {@link Strategy#SIMPLE_ONE_FOR_ONE}
 * @param status whether it has a process
 * @param server its process, if it has one
 * @param supervisor whether it is a supervisor itself
 * @param module symbolic name of its module
 * @param type its server type
 */
public record ChildInfo(Optional<String> id, Status status, Optional<ServerRef> server, boolean supervisor,
        String module, String type) {

    /** Whether a child has a process. */
    public enum Status {
        /** It has. */
        RUNNING,
        /** The last try to start it again has failed; the next one follows. */
        RESTARTING,
        /** It has none, and will not be started unless somebody asks for it. */
        STOPPED
    }

    /** Checks that everything is given. */
    public ChildInfo {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(server, "server");
        Objects.requireNonNull(module, "module");
        Objects.requireNonNull(type, "type");
    }
}
