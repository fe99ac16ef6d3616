/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import java.util.Objects;

/**
 * The message of {@link GenServer#handleInfo} when a linked server has ended or somebody has sent an exit signal, if the
 * server traps exits: OTP's {@code 'EXIT'}. It arrives after all messages that the sender had sent before.
 *
 * @param server who has ended, or who has sent the signal
 * @param reason why
 */
public record Exit(ServerRef server, ExitReason reason) {

    /** Checks that both are given. */
    public Exit {
        Objects.requireNonNull(server, "server");
        Objects.requireNonNull(reason, "reason");
    }
}
