/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Operator's functions on a single server: OTP's {@code sys}. They work on running and on suspended servers. None may be
 * called from inside the server itself: {@link CallFailedException} with {@link ExitReason#CALLING_SELF}. Safe from any
 * thread.
 */
@ProviderType
public interface Sys {

    /**
     * Suspends a server and returns when it has finished what it was doing. Messages wait in their order. Not counted:
     * one {@link #resume} ends any number of these.
     *
     * @param server the server
     * @param limit how long to wait for the callback that runs; afterwards the server is not suspended
     * @throws CallTimeoutException if the limit has passed
     * @throws CallFailedException if there is no such server
     */
    void suspend(ServerRef server, Duration limit);

    /**
     * Lets a suspended server go on; does nothing to another.
     *
     * @param server the server
     * @throws CallFailedException if there is no such server
     */
    void resume(ServerRef server);

    /**
     * The state as {@link GenServer#formatStatus} shows it. Waits for the callback that runs.
     *
     * @param server the server
     * @param limit how long to wait
     * @return the text
     * @throws CallTimeoutException if the limit has passed
     * @throws CallFailedException if there is no such server
     */
    String state(ServerRef server, Duration limit);

    /**
     * Ends a server with {@link GenServer#terminate} when the messages before this one are done, and waits for it.
     *
     * @param server the server
     * @param reason why
     * @param limit how long to wait; afterwards the server goes on ending
     * @throws CallTimeoutException if the limit has passed
     * @throws CallFailedException if there is no such server
     */
    void stop(ServerRef server, ExitReason reason, Duration limit);
}
