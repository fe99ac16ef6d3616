/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.util.Collection;
import org.osgi.framework.Bundle;
import org.osgi.framework.hooks.bundle.CollisionHook;

/**
 * Lets a revision have the name and version of another bundle, be it a revision with other content, or a module that
 * somebody else has installed and that never resolves; the hash in its location tells them apart.
 */
final class RevisionCollisionHook implements CollisionHook {

    private final Bundle manager;

    RevisionCollisionHook(Bundle manager) {
        this.manager = manager;
    }

    @Override
    public void filterCollisions(int operation, Bundle target, Collection<Bundle> candidates) {
        boolean installsRevision = operation == INSTALLING && target.equals(manager);
        candidates.removeIf(candidate -> installsRevision
                || candidate.getLocation().startsWith(StoredJar.LOCATION_PREFIX));
    }
}
