/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import org.osgi.annotation.versioning.ProviderType;

/** An installed trace function. Safe from any thread. */
@ProviderType
public interface Trace extends AutoCloseable {

    /** Whether it still gets events; {@code false} once it was closed, has said that it is done, has failed, or the server has ended. */
    boolean isActive();

    /** Removes it. An event that is under way may still arrive. A second call does nothing. */
    @Override
    void close();
}
