/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import dev.twofold.module.RevisionId;
import java.util.Optional;
import org.osgi.framework.Version;

/**
 * What is not handed over, because it would take a module back to a version that is lower than the current one and not kept
 * in the old slot. For the worker's thread only.
 */
final class Downgrades {

    private final Slots slots;
    private final Policy policy;

    /** What becomes of a lower version that is dropped. */
    enum Policy {
        /** It is refused. */
        REFUSE,
        /** It is loaded as any other. */
        LOAD
    }

    Downgrades(Slots slots, Policy policy) {
        this.slots = slots;
        this.policy = policy;
    }

    /**
     * Why a jar is refused.
     *
     * @param jar the jar
     * @param sha256 its content
     * @return what to tell, or nothing if the jar may be handed over
     */
    Optional<String> refusal(Jar jar, String sha256) {
        String module = jar.symbolicName();
        Optional<RevisionId> old = slots.old(module);
        if (policy == Policy.LOAD || !jar.isModule() || !jar.hasVersion() || old.filter(id -> id.sha256().equals(
                sha256)).isPresent()) {
            return Optional.empty();
        }
        return slots.current(module).filter(current -> isLower(jar.version(), current.version()))
                .map(current -> text(jar, current));
    }

    /** A release counts as no lower than its snapshots, so qualifiers are left out. */
    private static boolean isLower(Version version, Version than) {
        return numbers(version).compareTo(numbers(than)) < 0;
    }

    private static Version numbers(Version version) {
        return new Version(version.getMajor(), version.getMinor(), version.getMicro());
    }

    /** It stands for as long as the jar lies there: slots change meanwhile. */
    private static String text(Jar jar, RevisionId current) {
        return "a downgrade: version " + jar.version() + " is lower than " + current.version()
                + ", which was current, and was not in the old slot; module:rollback " + current.module()
                + " goes back to what is there now, if anything is; to load " + jar.version()
                + " all the same use module:load, or set downgrade = load (twofold.deploy) and drop it again";
    }
}
