/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import dev.twofold.server.GenServer;
import java.lang.reflect.Type;
import java.util.Optional;

/** Finds out what the state of a server is from the class of its callbacks. */
public final class StateTypes {

    private static final PerClass<Optional<Type>> TYPES = new PerClass<>(callbacks -> Generics.argument(callbacks,
            GenServer.class, 0).filter(type -> !Generics.isOpen(type)));

    private StateTypes() {}

    /**
     * The state of a server type: {@code S} of {@code GenServer<S>}, also if a superclass or another interface names it.
     *
     * @param callbacks the class of the callbacks
     * @return the type of the state
     * @throws IllegalArgumentException if the class does not tell; the message says what to write
     */
    public static Type stateType(Class<?> callbacks) {
        return TYPES.of(callbacks)
                .orElseThrow(() -> new IllegalArgumentException("the class " + callbacks.getName()
                        + " does not say what the state of its servers is; write a class that"
                        + " implements GenServer<YourState>, with your state's class and no type variable"));
    }
}
