/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Requests that are under way, each with a label, whose replies are taken in the order in which they arrive: OTP's request
 * id collection. To be used by one thread at a time.
 *
 * @param <L> the type of the labels
 */
@ProviderType
public interface Requests<L> {

    /**
     * Sends a request and adds it. A missing server shows in the response, never here.
     *
     * @param server the server
     * @param request the message, not {@code null}
     * @param label what the response will carry
     */
    void send(ServerRef server, Object request, L label);

    /**
     * Takes the next response, and waits for it if there is none. A request that was not answered in time stays: another
     * call may take its response.
     *
     * @param limit how long to wait, not negative; zero only looks
     * @return the response; empty if none came in time or no request is under way
     * @throws InterruptedCallException if the thread was interrupted; its interrupt status is set again
     */
    Optional<Response<L>> take(Duration limit);

    /** Gives up all requests that are under way; their late replies are dropped. */
    void abandon();

    /**
     * How many requests are under way or answered and not taken.
     *
     * @return their number
     */
    int size();
}
