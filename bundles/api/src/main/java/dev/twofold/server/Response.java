/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import java.util.Objects;
import java.util.Optional;

/**
 * The outcome of one of several {@link Requests}.
 *
 * @param label what the request was added with
 * @param reply the reply, if there is one that is not {@code null}
 * @param failure why there is none, if the call failed
 * @param <L> the type of the label
 */
public record Response<L>(L label, Optional<Object> reply, Optional<ExitReason> failure) {

    /** Checks that all is given. */
    public Response {
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(reply, "reply");
        Objects.requireNonNull(failure, "failure");
    }
}
