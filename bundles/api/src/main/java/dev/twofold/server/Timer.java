/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import org.osgi.annotation.versioning.ProviderType;

/** A message that a server sends itself later: see {@link ServerContext#sendAfter}. Safe from any thread. */
@ProviderType
public interface Timer {

    /**
     * Takes the message back: OTP's {@code cancel_timer}.
     *
     * @return {@code false} if it is too late, since the message waits in the mailbox or has been handled, or if there is
     *     nothing to take back any more
     */
    boolean cancel();
}
