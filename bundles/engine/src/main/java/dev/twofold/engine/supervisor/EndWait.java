/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import dev.twofold.server.ServerRef;
import java.time.Duration;

/** Waits for the end of a server inside a callback of another one, whether they are linked or not. */
@FunctionalInterface
public interface EndWait {

    /**
     * Waits until a server has ended and its name is free. Returns at once if it is not there.
     *
     * @param server the server
     * @param limit how long to wait; may be longer than a {@code long} of nanoseconds
     * @return {@code false} if it has not ended within the limit, or the thread was interrupted, which it stays
     */
    boolean await(ServerRef server, Duration limit);
}
