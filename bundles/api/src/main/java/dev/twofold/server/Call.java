/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A request that knows the type of its reply, so that {@link ServerRef#call(Call)} needs no cast. Protocol records may
 * implement it; it has no methods and no effect at run time but that a wrong reply shows where it is used.
 *
 * @param <R> the type of the reply
 */
@ConsumerType
public interface Call<R> {
}
