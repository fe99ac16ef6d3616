/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;

/**
 * Which bundles the manager itself starts, stops or removes just now, to tell its own doings from those of others. Safe from
 * any thread.
 */
final class OwnHands {

    private final Set<Long> busy = ConcurrentHashMap.newKeySet();

    /** From now on what happens to the bundle is the manager's doing. */
    void take(Bundle bundle) {
        busy.add(bundle.getBundleId());
    }

    void letGo(Bundle bundle) {
        busy.remove(bundle.getBundleId());
    }

    boolean hold(Bundle bundle) {
        return busy.contains(bundle.getBundleId());
    }
}
