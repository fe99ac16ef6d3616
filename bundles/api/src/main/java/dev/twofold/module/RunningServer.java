/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.module;

import dev.twofold.module.RevisionInfo.Slot;
import java.util.Objects;

/**
 * Which revision a server runs: what OTP's {@code check_process_code} tells.
 *
 * @param server its name, or the text that stands for it
 * @param type its server type
 * @param revision the revision whose callbacks it runs
 * @param slot the slot of that revision
 */
public record RunningServer(String server, String type, RevisionId revision, Slot slot) {

    /** Checks that everything is given. */
    public RunningServer {
        Objects.requireNonNull(server, "server");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(revision, "revision");
        Objects.requireNonNull(slot, "slot");
    }
}
