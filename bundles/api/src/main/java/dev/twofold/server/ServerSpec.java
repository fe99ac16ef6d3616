/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Which server to start.
 *
 * @param module symbolic name of the module
 * @param type the module's server type
 * @param name the name to register, free at that moment; none for a server that is known by reference only
 * @param argument what {@link GenServer#init} gets; must not be an object of another module's own class
 * @param initLimit how long {@link GenServer#init} may take; the server is killed then
 */
public record ServerSpec(String module, String type, Optional<String> name, Optional<Object> argument,
        Duration initLimit) {

    /** Checks that everything is given. */
    public ServerSpec {
        requireText(module, "module");
        requireText(type, "type");
        name.ifPresent(given -> requireText(given, "name"));
        Objects.requireNonNull(argument, "argument");
        if (initLimit.isNegative() || initLimit.isZero()) {
            throw new IllegalArgumentException("the limit for init is not positive: " + initLimit);
        }
    }

    /**
     * A server of a type, without name and argument; {@code init} may take 5 seconds.
     *
     * @param module symbolic name of the module
     * @param type the module's server type
     * @return the specification
     */
    public static ServerSpec of(String module, String type) {
        return new ServerSpec(module, type, Optional.empty(), Optional.empty(), ServerRef.DEFAULT_TIMEOUT);
    }

    /**
     * The same with a name.
     *
     * @param newName the name to register
     * @return the specification
     */
    public ServerSpec named(String newName) {
        return new ServerSpec(module, type, Optional.of(newName), argument, initLimit);
    }

    /**
     * The same with an argument.
     *
     * @param newArgument what {@link GenServer#init} gets
     * @return the specification
     */
    public ServerSpec with(Object newArgument) {
        return new ServerSpec(module, type, name, Optional.of(newArgument), initLimit);
    }

    private static void requireText(String value, String what) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("the " + what + " is empty");
        }
    }
}
