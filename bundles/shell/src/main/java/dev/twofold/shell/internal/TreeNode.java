/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.util.Objects;

/**
 * A server in a supervision tree.
 *
 * @param depth how many supervisors stand above it
 * @param server its name; its id in brackets if it has no process
 * @param type its server type
 * @param module symbolic name of its module
 * @param version version of the revision that it runs; {@code -} if it has no process
 * @param status what it does, or why it does nothing
 */
public record TreeNode(int depth, String server, String type, String module, String version, String status) {

    /** Checks that everything is given. */
    public TreeNode {
        Objects.requireNonNull(server, "server");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(module, "module");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(status, "status");
    }

    /** Its name, further right the deeper it stands. */
    String indented() {
        return "  ".repeat(depth) + server;
    }
}
