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
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Describes the server type that a {@link dev.twofold.server.GenServer} or {@link dev.twofold.supervisor.Supervisor}
 * component implements. The members become the service properties {@code server.type}, {@code server.start} and
 * {@code server.messages}.
 *
 * <p>Each module has a supervisor at its top, {@code one_for_one}, whose name is that of the module followed by
 * {@code /supervisor}. What {@link #start} names are its permanent children: one that ends is started again, under its name
 * and on the revision that is current then. If that happens too often the supervisor ends with all its children; loading the
 * module's jar again, or any upgrade, starts it anew.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@ComponentPropertyType
public @interface ServerType {

    /** Prefix of the service properties. */
    String PREFIX_ = "server.";

    /** Service property that names the server type. */
    String TYPE = "server.type";

    /** Service property with the names of the servers that start with the module. */
    String START = "server.start";

    /** Service property with the class names of the messages that clients send. */
    String MESSAGES = "server.messages";

    /**
     * Name of the type, unique in the module; servers keep it over all revisions. {@code twofold.supervisor} is the
     * platform's own.
     */
    String type();

    /**
     * Names of the servers of this type that start when the module is first loaded, with a {@code null} argument; those of a
     * module start by type in alphabetical order, and end in the opposite order. A name that a new revision adds is started
     * once that revision is current; one that it does not list any more keeps running. A supervisor that is named here may
     * take a minute to start with all its children. Each of these servers is an OSGi service as well: see
     * {@link dev.twofold.server.ServerRef}.
     */
    String[] start() default {};

    /**
     * The records that clients send to servers of this type; a sealed interface stands for all it permits. The shell
     * turns text into them by their simple names.
     *
     * <p>Those that are the module's own classes are compared when a new revision arrives, and a change that no message would
     * survive refuses it: give a message that changes another name. One that the new revision does not list any more refuses
     * it only while such a message waits.
     */
    Class<?>[] messages() default {};
}
