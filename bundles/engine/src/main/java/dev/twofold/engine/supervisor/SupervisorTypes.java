/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;

/** What the engine knows about supervisors and their children. Safe from any thread. */
public interface SupervisorTypes {

    /**
     * Whether a server that was started now would be a supervisor.
     *
     * @param spec which server
     * @return {@code false} too if its module or type is not there
     */
    boolean isSupervisor(ServerSpec spec);

    /**
     * Whether a server was killed because the code that it ran has been purged.
     *
     * @param ended the server
     * @return {@code false} if it ended in any other way
     */
    boolean wasPurged(ServerRef ended);

    /**
     * Asks a supervisor, without limit.
     *
     * @param supervisor the server
     * @param request the message
     * @param startsInstance whether this asks for one more instance: then the caller's own thread may do it. The instance's
     *     {@code init} runs on another one, unless its author has promised that its callbacks never block
     * @return the reply
     * @throws IllegalArgumentException if the server is no supervisor: it would end of a message that it does not know
     * @throws dev.twofold.server.CallFailedException if it is not there, or ends before it replies
     */
    Object ask(ServerRef supervisor, Object request, boolean startsInstance);
}
