/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench.peers;

import java.util.stream.Stream;

/**
 * A figure of a peer.
 *
 * @param peer the peer
 * @param figure its name there
 */
record Rival(String peer, String figure) {

    /** What the name of the ratio ends with: the peer, and the kind of its clients if it has several. */
    String suffix() {
        String client = Stream.of(".actor_client", ".platform_client").filter(figure::endsWith).findAny().orElse("");
        return ".vs_" + peer + client;
    }
}
