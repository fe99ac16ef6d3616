/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.otp;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/**
 * Somebody outside who waits for a server, in a thread of his own.
 *
 * @param <V> what he gets in the end
 */
final class Client<V> extends FutureTask<V> {

    private final Thread thread = new Thread(this, "client");

    private Client(Callable<V> call) {
        super(call);
    }

    /** Returns when the client waits for something, which is what the call waits for as far as anybody can tell. */
    static <V> Client<V> waitingIn(Callable<V> call) {
        Client<V> client = new Client<>(call);
        client.thread.setDaemon(true);
        client.thread.start();
        Stage.await("the client waits", () -> client.isDone() || client.isWaiting());
        return client;
    }

    static Client<Void> waitingUntil(Runnable call) {
        return waitingIn(() -> {
            call.run();
            return null;
        });
    }

    private boolean isWaiting() {
        Thread.State state = thread.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }
}
