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
import org.osgi.annotation.bundle.Attribute;
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

    /**
     * Whether only one revision can be active at a time, because a server component takes something exclusive when it is
     * activated: a port, the lock of a file, a device.
     *
     * <p>Without this, the next revision is started beside the one that serves, and fails if that has taken what it needs.
     * With it the servers are held first; then the bundle of the old revision stops, that of the new one starts, states go
     * over, and callers, who have waited, go on. If anything fails, the new bundle is removed and the old one is started
     * again before anybody goes on. This holds as soon as one of the two revisions says so, for loads and for rollbacks.
     *
     * <p>The price: callers wait for as long as the start takes, and not only for the change of states. A load with the
     * policy {@code load}, the strategies {@code rolling} and {@code drain}, loading together with other modules, redefining
     * and rehearsing need both revisions at once and are refused. While components are activated and deactivated they must
     * not call servers of their own module, which are held. It is better not to need it: what lasts can stay out of the
     * module, in an ordinary bundle, or in the state of a server, which keeps JDK objects such as channels as they are.
     */
    @Attribute
    boolean exclusive() default false;
}
