/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The same figures from other systems, in turn with ours: the kits are programs of their own and are found through the
 * environment. {@link dev.twofold.itest.bench.peers.Goals} says what has to be reached.
 */
package dev.twofold.itest.bench.peers;
