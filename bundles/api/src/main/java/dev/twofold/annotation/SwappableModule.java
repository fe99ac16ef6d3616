/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Requirement;
import org.osgi.namespace.extender.ExtenderNamespace;

/**
 * Opts the bundle in: the manager treats it as a revision of the module named by its {@code Bundle-SymbolicName}.
 *
 * <p>Put it on any one class or on a {@code package-info} of the bundle. It becomes a requirement on the extender
 * {@code twofold}, so a module that was built for an incompatible manager does not resolve. A bundle without the
 * requirement is an ordinary bundle and is left alone.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ ElementType.TYPE, ElementType.PACKAGE })
@Requirement(namespace = ExtenderNamespace.EXTENDER_NAMESPACE, name = SwappableModule.EXTENDER, version = SwappableModule.VERSION)
public @interface SwappableModule {

    /** Name of the extender, and of the implementation behind it. */
    String EXTENDER = "twofold";

    /**
     * Id of the condition that a revision sees only while it is current. A component that must not run in two revisions at
     * once (a consumer, a command) targets it with the property {@code osgi.ds.satisfying.condition.target}.
     */
    String CURRENT = "twofold.current";

    /** Version of the contract between modules and the manager. */
    String VERSION = "1.0.0";
}
