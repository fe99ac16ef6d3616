/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.supervisor;

import dev.twofold.server.ServerSpec;
import java.util.Objects;

/**
 * One child of a supervisor: OTP's child specification. Whether it is a worker or a supervisor itself follows from its type.
 *
 * @param id its name inside the supervisor; other children must have others
 * @param start which server it is; looked up at each start, so that the revision counts that is current then
 * @param restart when it is started again
 * @param shutdown how it is stopped
 * @param significant whether its end can be the end of the supervisor, see {@link AutoShutdown}; not if it is permanent
 */
public record ChildSpec(String id, ServerSpec start, Restart restart, Shutdown shutdown, boolean significant) {

    /** Checks that everything is given. */
    public ChildSpec {
        if (id.isBlank()) {
            throw new IllegalArgumentException("missing_id: the id of a child is empty");
        }
        Objects.requireNonNull(start, "missing_start: which server is the child?");
        Objects.requireNonNull(restart, "restart");
        Objects.requireNonNull(shutdown, "shutdown");
    }

    /**
     * A permanent child with the default shutdown, not significant.
     *
     * @param id its name inside the supervisor
     * @param start which server it is
     * @return the specification
     */
    public static ChildSpec of(String id, ServerSpec start) {
        return new ChildSpec(id, start, Restart.PERMANENT, Shutdown.DEFAULT, false);
    }

    /**
     * The same with another server.
     *
     * @param newStart which server it is
     * @return the specification
     */
    public ChildSpec start(ServerSpec newStart) {
        return new ChildSpec(id, newStart, restart, shutdown, significant);
    }

    /**
     * The same with another rule for starting it again.
     *
     * @param newRestart when it is started again
     * @return the specification
     */
    public ChildSpec restart(Restart newRestart) {
        return new ChildSpec(id, start, newRestart, shutdown, significant);
    }

    /**
     * The same with another way to stop it.
     *
     * @param newShutdown how it is stopped
     * @return the specification
     */
    public ChildSpec shutdown(Shutdown newShutdown) {
        return new ChildSpec(id, start, restart, newShutdown, significant);
    }

    /**
     * The same, significant or not.
     *
     * @param newSignificant whether its end can be the end of the supervisor
     * @return the specification
     */
    public ChildSpec significant(boolean newSignificant) {
        return new ChildSpec(id, start, restart, shutdown, newSignificant);
    }
}
