/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.osgi.annotation.versioning.ProviderType;

/** The server that a callback runs in. To be used during the callback, in its thread, only. */
@ProviderType
public interface ServerContext {

    /**
     * The server itself; a call to it from here fails at once.
     *
     * @return a reference that may be passed on
     */
    ServerRef self();

    /**
     * All servers of this platform, by name.
     *
     * @return the registry
     */
    ServerRegistry servers();

    /**
     * The folder for the module's own files: one for all its revisions, and for all its servers. What lies in it stays there
     * over upgrades, rollbacks, restarts of the platform, and even when the module is unloaded; only modules and operators
     * delete anything. A revision finds what the one before it has written and, after a rollback, what the one after it has:
     * a {@link dev.twofold.code.CodeChange} does not see files, so their format has to suit both. It is made if it is not
     * there.
     *
     * @return absolute path of the folder, which is there
     * @throws IllegalStateException if there are no folders for modules, as in an engine that was made without
     * @throws java.io.UncheckedIOException if it cannot be made
     */
    Path moduleFolder();

    // ---- starting others

    /**
     * Starts a server that is linked to this one and has it as its parent: OTP's {@code start_link}. When this server ends,
     * the new one gets an exit signal; if it traps exits it ends with {@link GenServer#terminate} and the same reason.
     *
     * <p>If the start fails, this server gets an exit signal with the reason as well, and ends of it when it does not trap
     * exits.
     *
     * @param spec which server
     * @return the new server
     * @throws NameTakenException if a server has that name
     * @throws StartFailedException if it did not start
     */
    ServerRef startLink(ServerSpec spec);

    /**
     * Starts a server with a monitor: OTP's {@code start_monitor}.
     *
     * @param spec which server
     * @return the new server and its monitor
     * @throws NameTakenException if a server has that name
     * @throws StartFailedException if it did not start
     */
    Started startMonitor(ServerSpec spec);

    // ---- links, monitors and exit signals

    /**
     * Links this server and another: when one of them ends with another reason than {@code normal}, so does the other,
     * unless it traps exits. Links do not add up.
     *
     * @param server the server
     * @throws CallFailedException with {@link ExitReason#NOPROC} if it is not there and this server does not trap exits;
     *     otherwise {@link Exit} arrives
     */
    void link(ServerRef server);

    /**
     * Removes the link, if there is one. An {@link Exit} that has arrived already stays.
     *
     * @param server the server
     */
    void unlink(ServerRef server);

    /**
     * Whether exit signals arrive as {@link Exit} messages from now on, instead of ending the server: OTP's
     * {@code process_flag(trap_exit, On)}. Off at the start. {@link ExitReason#KILL} is never trapped.
     *
     * @param on whether to trap them
     * @return whether they were trapped before
     */
    boolean trapExits(boolean on);

    /**
     * Sends an exit signal: OTP's {@code exit/2}. {@link ExitReason#KILL} ends the other server at once, with
     * {@link ExitReason#KILLED}; {@link ExitReason#NORMAL} does nothing to one that does not trap exits; any other reason
     * ends one that does not trap exits, without {@link GenServer#terminate}, as soon as its callback has returned.
     *
     * @param server the server; nothing happens if it is not there
     * @param reason why
     */
    void exit(ServerRef server, ExitReason reason);

    /**
     * Asks for a {@link Down} when a server ends; at once, if it is not there. Monitors of one server add up.
     *
     * @param server the server to watch
     * @return the monitor
     */
    Monitor monitor(ServerRef server);

    // ---- later

    /**
     * Sends a message to this server itself when some time has passed, whatever comes meanwhile: OTP's
     * {@code erlang:send_after(Time, self(), Msg)}. It goes to {@link GenServer#handleInfo} and is a message like others then:
     * it waits for its turn, also while the server is suspended or held back by an upgrade. A limited mailbox takes it in
     * all cases. A {@linkplain After#timeout time-out} differs: the next message ends that.
     *
     * <p>When the server goes over to another revision the message goes with it, and the time runs on; one that does not fit
     * refuses an upgrade, as a message that waits already does. What is not due when the server ends is dropped.
     *
     * @param message the message
     * @param delay how long it takes, not negative; with zero it is sent at once
     * @return what takes it back
     * @throws IllegalArgumentException if the delay is negative
     */
    Timer sendAfter(Object message, Duration delay);

    // ---- other threads

    /**
     * Carries this callback's chain of calls into another thread: what the task calls counts as called by this callback.
     * Needed if the callback waits for the task, and the task calls servers: without it an upgrade that begins meanwhile
     * holds these calls back until its limit has passed, and then gives up.
     *
     * @param task what another thread will do while this callback waits for it
     * @param <V> the type of its result
     * @return the same task in this chain
     */
    <V> Callable<V> wrap(Callable<V> task);
}
