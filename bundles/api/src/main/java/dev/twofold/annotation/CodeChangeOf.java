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
 * Says which change a {@link dev.twofold.code.CodeChange} component makes. The members become the service properties
 * {@code module}, {@code server.type}, {@code from} and {@code to}.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@ComponentPropertyType
public @interface CodeChangeOf {

    /** Service property that names the module. */
    String MODULE = "module";

    /** Service property with the versions changed from. */
    String FROM = "from";

    /** Service property with the versions changed to. */
    String TO = "to";

    /** Symbolic name of the module; empty means the bundle that the component lies in. */
    String module() default "";

    /** Server type whose state is changed; empty means each type of the module. */
    String server_type() default "";

    /**
     * Range of versions of the revision changed from, in OSGi's syntax ({@code [1.0,1.1)}; {@code 1.0} alone means that and
     * all above). Of versions that lie in {@link #to} as well the change has been made already, and is not made again; if all
     * of them do, it is made with each upgrade within the ranges.
     */
    String from();

    /** Range of versions of the revision changed to, in OSGi's syntax. */
    String to();
}
