/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The servers of this platform: a service for clients. Names belong to the whole platform, like OTP's locally registered
 * names. Safe from any thread.
 */
@ProviderType
public interface ServerRegistry {

    /**
     * Starts a server on the current revision of its module and waits until it is initialised. During an upgrade of the
     * module it waits for the end of that first.
     *
     * @param spec which server
     * @return the new server
     * @throws NameTakenException if a server has that name; it carries the server
     * @throws StartFailedException if the module or type is not there, or {@link GenServer#init} did not succeed
     */
    ServerRef start(ServerSpec spec);

    /**
     * The same without waiting. Nothing is thrown here; dependent actions run on a pool thread.
     *
     * @param spec which server
     * @return completed with the new server when it is initialised, or exceptionally with what {@link #start} throws
     */
    CompletionStage<ServerRef> startAsync(ServerSpec spec);

    /**
     * An empty collection of requests.
     *
     * @param <L> the type of the labels
     * @return for the calling thread
     */
    <L> Requests<L> requests();

    /**
     * The server that has a name now.
     *
     * @param name the name
     * @return the server, or empty
     */
    Optional<ServerRef> whereis(String name);

    /**
     * A reference by name: each message goes to the server that has the name at that moment, so it outlives the server.
     *
     * @param name the name, which nobody need have yet
     * @return the reference
     */
    ServerRef named(String name);

    /**
     * All servers, by name.
     *
     * @return what is known of each at about this moment
     */
    List<ServerInfo> servers();
}
