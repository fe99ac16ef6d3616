/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench.peers;

import dev.twofold.itest.bench.peers.Program.Value;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What we and the peers have measured in turn, within minutes.
 *
 * @param ours our figures
 * @param peers figures by peer
 */
record Round(Map<String, Value> ours, Map<String, Map<String, Value>> peers) {

    /** Our figure as a multiple of a peer's; empty if one of them was not measured. */
    OptionalDouble ratio(String figure, Rival rival) {
        Value our = ours.get(figure);
        Value other = peers.getOrDefault(rival.peer(), Map.of()).get(rival.figure());
        return our == null || other == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(our.number() / other.number());
    }
}
