/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.module;

/**
 * Identifiers of the services {@code org.osgi.service.condition.Condition} that tell when something is there: a component
 * waits for one with {@code @Reference(target = "(osgi.condition.id=twofold.ready)") Condition}.
 */
public final class Readiness {

    /** The modules of the last start have been started again, or it is known why they cannot be. */
    public static final String RESTORED = "twofold.restored";

    /**
     * The hot-deploy folder has been looked through once, and all that lies in it was answered. Registered by the bundle that
     * looks after the folder: without that, wait for {@link #RESTORED}.
     */
    public static final String READY = "twofold.ready";

    /** Followed by a symbolic name: the module has a current revision, and its servers have been started. */
    public static final String MODULE_PREFIX = "twofold.module.";

    /** Service property of a module's condition: the version of its current revision, as a {@code Version}. */
    public static final String VERSION = "version";

    private Readiness() {}
}
