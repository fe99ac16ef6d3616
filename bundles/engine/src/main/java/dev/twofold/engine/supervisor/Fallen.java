/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import dev.twofold.supervisor.ChildSpec;
import java.util.Optional;

/** A child that has ended by itself, or whose last restart has failed. */
interface Fallen {

    /** What it is. */
    ChildSpec spec();

    /** Starts it, and those that go with it, again: one try. What has failed, if so, and needs another one. */
    Optional<Relapse> restart(Carer carer);

    /** It will not be started again. */
    void giveUp();
}
