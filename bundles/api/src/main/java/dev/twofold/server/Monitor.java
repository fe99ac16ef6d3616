/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import org.osgi.annotation.versioning.ProviderType;

/** One monitor of one server, as in OTP: each gives one {@link Down}. Safe from any thread. */
@ProviderType
public interface Monitor {

    /** Ends the monitor; a {@link Down} that waits in the mailbox already is dropped. A second call does nothing. */
    void demonitor();
}
