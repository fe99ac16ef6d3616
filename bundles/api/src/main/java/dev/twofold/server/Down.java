/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import java.util.Objects;

/**
 * The message of {@link GenServer#handleInfo} when a monitored server has ended: OTP's {@code 'DOWN'}. It arrives once
 * per monitor, after all messages that the server had sent, and when its name is free again.
 *
 * @param monitor what {@link ServerContext#monitor} returned
 * @param server the server that has ended
 * @param reason why; {@link ExitReason#NOPROC} if it was not there when the monitor was set
 */
public record Down(Monitor monitor, ServerRef server, ExitReason reason) {

    /** Checks that everything is given. */
    public Down {
        Objects.requireNonNull(monitor, "monitor");
        Objects.requireNonNull(server, "server");
        Objects.requireNonNull(reason, "reason");
    }
}
