/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import dev.twofold.engine.supervisor.Outcome.Ok;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.supervisor.ChildCounts;
import dev.twofold.supervisor.ChildInfo;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.SupervisorSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The children of one supervisor, with ids in a {@link Row} or without in a {@link Crowd}. */
interface Family {

    /** The supervisor's specification; the children in it are not those that there are now. */
    SupervisorSpec flags();

    /** The same with those that there are now, and arguments that the new revision understands. */
    SupervisorSpec current(UnaryOperator<Object> carry);

    /** The ids of the children, if they have ids. */
    Set<String> ids();

    // ---- from beginning to end

    /** Starts what has to run from the beginning; the reason, if one of them did not start. */
    Optional<ExitReason> startAll(Carer carer);

    /** Stops all, in the right order. */
    void stopAll(Carer carer);

    /** The child that has ended, without a process now; empty if it is no child any more. */
    Optional<Fallen> ended(ServerRef server);

    /** The child that is to be started again; empty if that is settled. */
    Optional<Fallen> waiting(TryAgain retry);

    /** Whether something of a specification is to be started again. */
    boolean isRestarting(String id);

    /** Whether a significant child runs, or will do so. */
    boolean hasSignificant();

    /**
     * The family that it becomes on an upgrade, with the same processes. This one stays as it is.
     *
     * @param next the new specification, checked
     * @param carry turns an argument into one that the new revision understands
     * @param types tells supervisors from workers
     * @throws IllegalArgumentException if it cannot become that
     */
    Family changed(SupervisorSpec next, UnaryOperator<Object> carry, SupervisorTypes types);

    // ---- by hand

    Outcome<Optional<ServerRef>> startChild(ChildSpec spec, Carer carer);

    Outcome<Optional<ServerRef>> startInstance(Optional<Object> argument, Carer carer);

    Outcome<Ok> terminate(String id, Carer carer);

    Outcome<Ok> terminate(ServerRef child, Carer carer);

    Outcome<Optional<ServerRef>> restart(String id, Carer carer);

    Outcome<Ok> delete(String id);

    /** The latest first. */
    List<ChildInfo> which();

    ChildCounts count();

    Outcome<ChildSpec> spec(String id);

    Outcome<ChildSpec> spec(ServerRef child);

    /** A specification with an argument that the new revision understands. */
    static ChildSpec carried(ChildSpec spec, UnaryOperator<Object> carry) {
        ServerSpec start = spec.start();
        return start.argument().map(argument -> spec.start(start.with(carry.apply(argument)))).orElse(spec);
    }
}
