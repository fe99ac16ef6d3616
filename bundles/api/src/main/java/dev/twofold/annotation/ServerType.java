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
 * Describes the server type that a {@link dev.twofold.server.GenServer} component implements. The members become the
 * service properties {@code server.type}, {@code server.start} and {@code server.messages}.
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

    /** Name of the type, unique in the module; servers keep it over all revisions. */
    String type();

    /**
     * Names of the servers of this type that start when the module is first loaded, with a {@code null} argument. A
     * name that a new revision adds is started once that revision is current.
     */
    String[] start() default {};

    /**
     * The records that clients send to servers of this type; a sealed interface stands for all it permits. The shell
     * turns text into them by their simple names.
     */
    Class<?>[] messages() default {};
}
