/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.supervisor;

import dev.twofold.server.ServerRef;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The children of running supervisors: a service for clients and callbacks, OTP's functions of {@code supervisor}. Safe
 * from any thread.
 *
 * <p>Each function is a call to the supervisor and waits until it has done what was asked, without a limit: a start takes
 * as long as the child's {@code init}, a stop as long as its {@link Shutdown} allows. Meanwhile the supervisor does nothing
 * else; one that is suspended answers when it is resumed. A supervisor must not be asked by one of its children while that one starts or stops: they would wait for each
 * other.
 *
 * <p>All of them throw {@link IllegalArgumentException} if the server is no supervisor,
 * {@link dev.twofold.server.CallFailedException} if it is not there or ends meanwhile, and
 * {@link dev.twofold.server.InterruptedCallException} if the thread was interrupted; what was asked for may be done all the
 * same then.
 */
@ProviderType
public interface Supervisors {

    /**
     * Adds a child, as the last one, and starts it: OTP's {@code start_child}. If it does not start, it is not added.
     *
     * @param supervisor which supervisor
     * @param child the child
     * @return the new server; empty if its {@code init} ignores the start: it is added without a process then, unless it is
     *     temporary
     * @throws ChildRefusedException {@code already_started} or {@code already_present} if there is a child with that id;
     *     {@code invalid_child_spec} if the child does not fit the supervisor; {@code simple_one_for_one} if it is one
     * @throws dev.twofold.server.NameTakenException if a server has the child's name
     * @throws dev.twofold.server.StartFailedException if it did not start
     */
    Optional<ServerRef> startChild(ServerRef supervisor, ChildSpec child);

    /**
     * Starts another child of a {@link Strategy#SIMPLE_ONE_FOR_ONE} with the argument in its specification.
     *
     * @param supervisor which supervisor
     * @return the new server; empty if its {@code init} ignores the start
     * @throws ChildRefusedException {@code invalid_child_spec} if the supervisor is no {@code simple_one_for_one}
     * @throws dev.twofold.server.NameTakenException if a server has the child's name
     * @throws dev.twofold.server.StartFailedException if it did not start
     */
    Optional<ServerRef> startInstance(ServerRef supervisor);

    /**
     * The same with an argument of its own, which takes the place of the one in the specification. (OTP appends it to a
     * list; a server here gets one object.) A child that is started again gets the same argument again.
     *
     * @param supervisor which supervisor
     * @param argument what {@code init} gets
     * @return the new server; empty if its {@code init} ignores the start
     * @throws ChildRefusedException {@code invalid_child_spec} if the supervisor is no {@code simple_one_for_one}
     * @throws dev.twofold.server.NameTakenException if a server has the child's name
     * @throws dev.twofold.server.StartFailedException if it did not start
     */
    Optional<ServerRef> startInstance(ServerRef supervisor, Object argument);

    /**
     * Stops a child and keeps its specification, unless it is temporary; it is not started again. Does nothing to a child
     * without a process. OTP's {@code terminate_child}.
     *
     * @param supervisor which supervisor
     * @param id the child
     * @throws ChildRefusedException {@code not_found} if there is no such child; {@code simple_one_for_one} if the
     *     supervisor is one
     */
    void terminateChild(ServerRef supervisor, String id);

    /**
     * Stops a child of a {@link Strategy#SIMPLE_ONE_FOR_ONE} and forgets it. Does nothing to a server that has ended.
     *
     * @param supervisor which supervisor
     * @param child the child
     * @throws ChildRefusedException {@code not_found} if it is no child, or children have ids here
     */
    void terminateChild(ServerRef supervisor, ServerRef child);

    /**
     * Starts a child that has no process: OTP's {@code restart_child}. It does not count as a restart.
     *
     * @param supervisor which supervisor
     * @param id the child
     * @return the new server; empty if its {@code init} ignores the start
     * @throws ChildRefusedException {@code running} or {@code restarting} if it has a process or is about to;
     *     {@code not_found} if there is no such child; {@code simple_one_for_one} if the supervisor is one
     * @throws dev.twofold.server.NameTakenException if a server has the child's name
     * @throws dev.twofold.server.StartFailedException if it did not start
     */
    Optional<ServerRef> restartChild(ServerRef supervisor, String id);

    /**
     * Forgets a child that has no process: OTP's {@code delete_child}.
     *
     * @param supervisor which supervisor
     * @param id the child
     * @throws ChildRefusedException {@code running} or {@code restarting} if it has a process or is about to;
     *     {@code not_found} if there is no such child; {@code simple_one_for_one} if the supervisor is one
     */
    void deleteChild(ServerRef supervisor, String id);

    /**
     * All children: OTP's {@code which_children}.
     *
     * @param supervisor which supervisor
     * @return the latest first
     */
    List<ChildInfo> whichChildren(ServerRef supervisor);

    /**
     * How many children there are: OTP's {@code count_children}.
     *
     * @param supervisor which supervisor
     * @return the numbers
     */
    ChildCounts countChildren(ServerRef supervisor);

    /**
     * The specification of a child: OTP's {@code get_childspec}. Its argument may be an object of the module's own classes:
     * do not keep it.
     *
     * @param supervisor which supervisor
     * @param id the child; under {@link Strategy#SIMPLE_ONE_FOR_ONE} the id of the only specification
     * @return its specification
     * @throws ChildRefusedException {@code not_found} if there is no such child
     */
    ChildSpec childSpec(ServerRef supervisor, String id);

    /**
     * The specification of a child of a {@link Strategy#SIMPLE_ONE_FOR_ONE}, without the argument of its own.
     *
     * @param supervisor which supervisor
     * @param child the child
     * @return the specification
     * @throws ChildRefusedException {@code not_found} if it is no child, or children have ids here
     */
    ChildSpec childSpec(ServerRef supervisor, ServerRef child);
}
