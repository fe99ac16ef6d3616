/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import java.util.Objects;

/**
 * A server and the monitor that has watched it from its first moment on: OTP's {@code start_monitor}.
 *
 * @param server the new server
 * @param monitor its monitor
 */
public record Started(ServerRef server, Monitor monitor) {

    /** Checks that both are given. */
    public Started {
        Objects.requireNonNull(server, "server");
        Objects.requireNonNull(monitor, "monitor");
    }
}
