/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.supervisor;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What one type of supervisor looks after: OTP's {@code supervisor} behaviour.
 *
 * <p>A module author registers one implementation per type as an OSGi service, with
 * {@link dev.twofold.annotation.ServerType @ServerType}, as for a {@link dev.twofold.server.GenServer}. A supervisor is
 * started like any other server, by the name of its type, and may be the child of another one. It takes as long to start
 * as all its children together: give {@link dev.twofold.server.ServerSpec#initWithin} room for them.
 *
 * <p>A supervisor traps exits. It ends with its parent, or when it is stopped; with {@code shutdown} when its children
 * fail too often or when {@link AutoShutdown} asks for it; always after its children. A message that it does not know is
 * logged and dropped.
 */
@ConsumerType
public interface Supervisor {

    /**
     * Says which children there are and how they are looked after. Must have no side effects: it is called when the
     * supervisor starts, again each time it is started again, and whenever its module is upgraded, also for upgrades that
     * are only rehearsed or are refused later.
     *
     * <p>On an upgrade a child that is listed under an id known already keeps its process, and what is said of it here
     * counts from then on. A new one is added without a process; one that is gone from the list is kept, and so are those
     * added with {@link Supervisors#startChild}: they are removed with {@link Supervisors#terminateChild} and
     * {@link Supervisors#deleteChild}. The order is that of the list, then what was kept. {@link Strategy#SIMPLE_ONE_FOR_ONE}
     * can be changed to another strategy, or another to it, only while there are no processes.
     *
     * @param argument what the supervisor was started with, or {@code null}
     * @param occasion why it is asked
     * @return what it looks after; empty if there shall be no supervisor (OTP's {@code ignore}), or on an upgrade, if
     *     nothing shall change
     * @throws Exception ends the start, or refuses the upgrade
     */
    Optional<SupervisorSpec> init(Object argument, Occasion occasion) throws Exception;
}
