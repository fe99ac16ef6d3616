/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.CallFailedException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The sender of signals that come from no server. Never alive. */
final class Nobody implements ServerRef {

    @Override
    public String name() {
        return "nobody";
    }

    @Override
    public boolean isAlive() {
        return false;
    }

    @Override
    public Object call(Object request, Duration limit) {
        throw new CallFailedException(name(), ExitReason.NOPROC);
    }

    @Override
    public CompletionStage<Object> sendRequest(Object request) {
        return CompletableFuture.failedStage(new CallFailedException(name(), ExitReason.NOPROC));
    }

    @Override
    public void cast(Object message) {
        // as to any server that is not there
    }

    @Override
    public void send(Object message) {
        // as to any server that is not there
    }
}
