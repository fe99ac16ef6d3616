/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.CallFailedException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.Response;
import java.util.Optional;
import java.util.Queue;

/** A request whose outcome goes to a queue at once, so that outcomes come in the order in which they were given. */
final class CollectedRequest<L> extends Request {

    private final L label;
    private final Queue<Response<L>> responses;

    CollectedRequest(Server server, Object payload, Running here, L label, Queue<Response<L>> responses) {
        super(server, payload, here, null);
        this.label = label;
        this.responses = responses;
    }

    @Override
    void finished() {
        responses.add(response());
    }

    private Response<L> response() {
        try {
            return new Response<>(label, Optional.ofNullable(result()), Optional.empty());
        } catch (CallFailedException failed) {
            return failed(label, failed.reason());
        }
    }

    static <L> Response<L> failed(L label, ExitReason reason) {
        return new Response<>(label, Optional.empty(), Optional.of(reason));
    }
}
