/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.CallFailedException;
import java.util.concurrent.CompletableFuture;

/** A request whose outcome goes to a future. */
class FutureRequest extends Request {

    private final CompletableFuture<Object> future = new CompletableFuture<>();

    FutureRequest(Server server, Object payload, Running here) {
        super(server, payload, here, null);
    }

    CompletableFuture<Object> future() {
        return future;
    }

    /** On a pool thread, so that dependent actions never run inside a server. */
    @Override
    void finished() {
        server().engine().pool().execute(this::complete);
    }

    private void complete() {
        try {
            future.complete(result());
        } catch (CallFailedException failed) {
            future.completeExceptionally(failed);
        }
    }
}
