/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.code;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Changes the states of servers from one range of versions to another: OTP's {@code code_change/3}. Registered as an OSGi
 * service with {@link dev.twofold.annotation.CodeChangeOf @CodeChangeOf}, in the new revision (which then also brings the
 * way back) or in any other bundle.
 *
 * <p>A revision whose state has the same components needs none: states are carried over by shape. Of several that match,
 * the one with the narrowest range of old versions is taken, then with the narrowest range of new versions, then one that
 * names the server type, then the one with the highest service ranking; two that still match equally refuse the upgrade.
 *
 * <p>If none goes all the way, several are chained: the fewest whose ranges meet, from the old version to the new one or
 * back, each with the versions of its own part of the way. What one returns is what the next one gets.
 *
 * <p>It must be a pure function: it is called once per server, on any thread, for several servers at once, and again when
 * an upgrade is tried again. It neither calls servers nor keeps what it is given.
 */
@ConsumerType
public interface CodeChange {

    /**
     * Makes the new state.
     *
     * @param old the old state, an immutable copy that belongs to no revision
     * @param context what is being changed
     * @return the new state: an object of the new revision's state class, or a {@link StateView} or any record that has
     *     the components of that class; not {@code null}
     * @throws Exception refuses the whole upgrade; nothing has changed then
     */
    Object codeChange(StateView old, ChangeContext context) throws Exception;
}
