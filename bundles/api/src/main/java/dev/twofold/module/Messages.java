/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.module;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes the messages that a client would send out of text: an OSGi service for shells and other consoles, which do not see
 * a module's protocol. What there is to make is what the server's type declares with
 * {@link dev.twofold.annotation.ServerType#messages}. Safe from any thread.
 */
@ProviderType
public interface Messages {

    /**
     * Makes one message. Each argument is converted to the type of the record's component at its place: text, numbers,
     * booleans, enums, {@link java.math.BigDecimal}, {@link java.time.Duration} and {@link java.time.Instant}.
     *
     * <p>To be sent and dropped: a caller that keeps the message keeps its class, and with it a revision that may be
     * purged.
     *
     * @param server name of the server that will get it
     * @param message simple name of the record
     * @param arguments values of its components, in their order
     * @return the message
     * @throws IllegalArgumentException if there is no such server or message, or an argument is missing, too many or no
     *     value of its type; the message names what there is, for an argument the record's components
     */
    Object parse(String server, String message, List<String> arguments) throws IllegalArgumentException;

    /**
     * The messages that a server knows.
     *
     * @param server name of the server
     * @return simple names of the records, in the order declared; empty if its type declares none
     * @throws IllegalArgumentException if there is no such server
     */
    List<String> names(String server);
}
