/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.server.Call;

/** Asks a counter to add one and to answer with the sum. A constant, as Erlang's atom is. */
public enum Increment implements Call<Long> {
    /** The only one. */
    ONE
}
