/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.module;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A revision that has gone and whose class loader has not been collected yet. That is normal until the next garbage
 * collection; later something holds it.
 *
 * @param id which revision
 * @param since when its bundle was uninstalled, updated or refreshed
 * @param holders what Twofold can know of who holds it; empty if it knows nothing, since objects that other bundles keep
 *     cannot be seen
 */
public record PurgedRevision(RevisionId id, Instant since, List<Holder> holders) {

    /** Checks that everything is given and copies the list. */
    public PurgedRevision {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(since, "since");
        holders = List.copyOf(holders);
    }

    /**
     * Who holds a revision.
     *
     * @param kind in which way
     * @param name the server, thread or bundle
     * @param detail what is known besides
     */
    public record Holder(Kind kind, String name, String detail) {

        /** Checks that everything is given. */
        public Holder {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(detail, "detail");
        }

        /** Kind, name and detail, as an operator reads them. */
        @Override
        public String toString() {
            return kind.name().toLowerCase(Locale.ROOT) + " " + name + (detail.isEmpty() ? "" : ": " + detail);
        }
    }

    /** In which way a revision is held. */
    public enum Kind {
        /** A server runs its code. */
        SERVER,
        /** A thread is inside its code, or has its class loader as context. */
        THREAD,
        /** Messages of its classes wait for a server. */
        MESSAGE,
        /** A bundle is wired to it: refresh that bundle. */
        BUNDLE,
        /** A bundle used one of its services when it was stopped, and may have kept the object. */
        SERVICE_USER
    }
}
