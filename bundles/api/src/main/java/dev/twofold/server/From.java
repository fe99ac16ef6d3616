/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import org.osgi.annotation.versioning.ProviderType;

/** The caller of a call that is answered later. Safe from any thread. */
@ProviderType
public interface From {

    /**
     * Answers the call. Only the first answer counts; one that comes after the caller's limit is dropped.
     *
     * @param value what the caller gets; may be {@code null}
     */
    void reply(Object value);
}
