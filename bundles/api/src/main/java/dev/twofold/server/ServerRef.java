/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A way to reach a server. It stays valid over all upgrades of the server's module, holds nothing of the module, and is
 * safe from any thread. Messages of one thread to one server arrive in the order sent.
 *
 * <p>What a module starts under a name ({@link dev.twofold.annotation.ServerType#start}) is an OSGi service of this type as
 * well, with the properties {@value #SERVER_NAME}, {@value #SERVER_TYPE} and {@value #MODULE}, so a component can refer to it
 * by {@code @Reference(target = "(server.name=counter)")}. The service is there from the load of the module until that is
 * unloaded or the child deleted, over all upgrades and restarts of the server.
 */
@ProviderType
public interface ServerRef {

    /** Service property with the name of the server. */
    String SERVER_NAME = "server.name";

    /** Service property with the server type. */
    String SERVER_TYPE = "server.type";

    /** Service property with the symbolic name of the module. */
    String MODULE = "module";

    /** The limit of a call that names none: 5 seconds, as in OTP. */
    Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    /**
     * The name that the server is registered under, or a text such as {@code counter#17} that nobody else has.
     *
     * @return the name
     */
    String name();

    /**
     * Whether there is a server behind this reference now.
     *
     * @return {@code false} once it has ended
     */
    boolean isAlive();

    /**
     * Sends a request and waits for the reply. The time for which an upgrade holds the call back does not count against
     * the limit. If the limit passes, the request may still be handled; its reply is dropped.
     *
     * @param request the message, not {@code null}
     * @param limit how long to wait, not negative
     * @return the reply
     * @throws CallTimeoutException if there was no reply in time
     * @throws CallFailedException if there is no such server, it ends before it replies, or it is the caller itself; the
     *     reason tells which
     * @throws MailboxFullException if the server's mailbox is limited and there was no room in time
     * @throws InterruptedCallException if the thread was interrupted; its interrupt status is set again
     */
    Object call(Object request, Duration limit);

    /**
     * The same with {@link #DEFAULT_TIMEOUT}.
     *
     * @param request the message, not {@code null}
     * @return the reply
     */
    default Object call(Object request) {
        return call(request, DEFAULT_TIMEOUT);
    }

    /**
     * The same for a request that knows the type of its reply, with {@link #DEFAULT_TIMEOUT}.
     *
     * @param request the message, not {@code null}
     * @param <R> the type of the reply
     * @return the reply
     */
    default <R> R call(Call<R> request) {
        return call(request, DEFAULT_TIMEOUT);
    }

    /**
     * The same for a request that knows the type of its reply.
     *
     * @param request the message, not {@code null}
     * @param limit how long to wait, not negative
     * @param <R> the type of the reply
     * @return the reply
     */
    @SuppressWarnings("unchecked")
    default <R> R call(Call<R> request, Duration limit) {
        return (R) call((Object) request, limit);
    }

    /**
     * Sends a request without waiting: OTP's {@code send_request}. There is no limit; a missing server shows in the
     * stage, never as an exception here. Dependent actions run on a pool thread.
     *
     * @param request the message, not {@code null}
     * @return completed with the reply, or exceptionally with {@link CallFailedException}
     */
    CompletionStage<Object> sendRequest(Object request);

    /**
     * Sends a message to {@link GenServer#handleCast} and does not wait. As in OTP nothing happens if there is no such
     * server.
     *
     * @param message the message, not {@code null}
     * @throws MailboxFullException if the server's mailbox is limited and there was no room in time
     */
    void cast(Object message);

    /**
     * Sends a message to {@link GenServer#handleInfo} and does not wait. Nothing happens if there is no such server.
     *
     * @param message the message, not {@code null}
     * @throws MailboxFullException if the server's mailbox is limited and there was no room in time
     */
    void send(Object message);
}
