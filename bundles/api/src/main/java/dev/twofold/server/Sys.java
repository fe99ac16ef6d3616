/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Operator's functions on a single server: OTP's {@code sys}. They work on running and on suspended servers. None but
 * {@link #exit} and {@link #report} may be called from inside the server itself: {@link CallFailedException} with
 * {@link ExitReason#CALLING_SELF}. They are looked at between two messages, before those that wait. Safe from any thread.
 *
 * <p>Unless said otherwise they throw {@link CallTimeoutException} if the limit has passed, and {@link CallFailedException}
 * if there is no such server.
 */
@ProviderType
public interface Sys {

    /**
     * Suspends a server and returns when it has finished what it was doing. Messages wait in their order. Not counted:
     * one {@link #resume} ends any number of these.
     *
     * @param server the server
     * @param limit how long to wait for the callback that runs; afterwards the server is not suspended
     */
    void suspend(ServerRef server, Duration limit);

    /**
     * Lets a suspended server go on; does nothing to another.
     *
     * @param server the server
     */
    void resume(ServerRef server);

    /**
     * The state as {@link GenServer#formatStatus} shows it. Waits for the callback that runs.
     *
     * @param server the server
     * @param limit how long to wait
     * @return the text
     */
    String state(ServerRef server, Duration limit);

    /**
     * The state itself: OTP's {@code get_state}. An object of the module's own classes: do not keep it.
     *
     * @param server the server
     * @param limit how long to wait
     * @return the state; empty if it is {@code null}
     */
    Optional<Object> rawState(ServerRef server, Duration limit);

    /**
     * Puts another state in the place of the present one: OTP's {@code replace_state}. For tests and emergencies.
     *
     * @param server the server
     * @param change makes the new state of the present one, on a thread of the server; if it fails, the state stays
     * @param limit how long to wait; if it passes while the change runs, its result takes effect all the same
     * @throws CallFailedException also if the change fails; the reason says how
     */
    void replaceState(ServerRef server, UnaryOperator<Object> change, Duration limit);

    /**
     * All that is known of a server: OTP's {@code get_status}. Also answers about a server that hangs.
     *
     * @param server the server
     * @param limit how long to wait for its state; the report comes without it then
     * @return the report
     * @throws CallFailedException if there is no such server
     */
    ServerReport report(ServerRef server, Duration limit);

    /**
     * Begins to count what a server does, from zero, or ends that.
     *
     * @param server the server
     * @param on whether to count
     * @param limit how long to wait
     */
    void statistics(ServerRef server, boolean on, Duration limit);

    /**
     * What has been counted.
     *
     * @param server the server
     * @param limit how long to wait
     * @return empty if nothing is counted
     */
    Optional<Statistics> statistics(ServerRef server, Duration limit);

    /**
     * Keeps the last events of a server as text. As in OTP, asking for another number while they are kept changes nothing.
     *
     * @param server the server
     * @param events how many; zero ends it
     * @param limit how long to wait
     * @throws IllegalArgumentException if the number is negative
     */
    void log(ServerRef server, int events, Duration limit);

    /**
     * The events that are kept.
     *
     * @param server the server
     * @param limit how long to wait
     * @return oldest first; empty if none are kept
     */
    List<SysEvent> log(ServerRef server, Duration limit);

    /**
     * Installs a trace function. It runs on the server's threads and sees every event; when it returns {@code false} or
     * fails, it is removed and the server does not notice.
     *
     * @param server the server
     * @param tracer gets each event; {@code false} if it wants no more
     * @param limit how long to wait
     * @return to remove it
     */
    Trace trace(ServerRef server, Predicate<SysEvent> tracer, Duration limit);

    /**
     * Ends a server with {@link GenServer#terminate} when the messages before this one are done, and waits for it: OTP's
     * {@code gen_server:stop}. If it is suspended it ends at once.
     *
     * @param server the server
     * @param reason why
     * @param limit how long to wait; afterwards the server goes on ending
     * @throws CallFailedException also if it ended with another reason; that is the exception's reason
     */
    void stop(ServerRef server, ExitReason reason, Duration limit);

    /**
     * Sends an exit signal from nobody: OTP's {@code exit/2}, see {@link ServerContext#exit}. Does not wait.
     *
     * @param server the server; nothing happens if it is not there
     * @param reason why
     */
    void exit(ServerRef server, ExitReason reason);
}
