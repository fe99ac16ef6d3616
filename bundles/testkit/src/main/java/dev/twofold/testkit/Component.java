/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.testkit;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A component as its description has it.
 *
 * @param type name of its class
 * @param services names of the interfaces under which it is a service
 * @param properties its properties, each with one or several values
 * @param parameters how many parameters its constructor has
 * @param unusual what it needs beyond its constructor
 */
record Component(String type, Set<String> services, Map<String, List<String>> properties, int parameters,
        List<String> unusual) {

    boolean provides(Class<?> service) {
        return services.contains(service.getName());
    }

    List<String> texts(String property) {
        return properties.getOrDefault(property, List.of());
    }

    /** The only value of a property, or an empty text. */
    String text(String property) {
        return texts(property).stream().findFirst().orElse("").trim();
    }

    /** Makes the component; each parameter gets the first of the values that is of its type. */
    Object create(ClassLoader loader, List<Object> values) {
        if (!unusual.isEmpty()) {
            throw new IllegalArgumentException("component " + type + " needs " + String.join(", ", unusual)
                    + ": the test kit calls constructors and nothing else; let the constructor have"
                    + " what the component needs");
        }
        try {
            Constructor<?> constructor = constructor(Class.forName(type, true, loader));
            return constructor.newInstance(Stream.of(constructor.getParameterTypes())
                    .map(wanted -> value(wanted, values)).toArray());
        } catch (InvocationTargetException failed) {
            throw new IllegalArgumentException("component " + type + " cannot be made: " + failed.getCause(),
                    failed.getCause());
        } catch (ReflectiveOperationException | LinkageError failed) {
            throw new IllegalArgumentException("component " + type + " cannot be made: " + failed, failed);
        }
    }

    private Constructor<?> constructor(Class<?> implementation) {
        return Stream.of(implementation.getConstructors())
                .filter(constructor -> constructor.getParameterCount() == parameters).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("component " + type + " has no public constructor with "
                        + parameters + " parameters"));
    }

    private Object value(Class<?> wanted, List<Object> values) {
        return values.stream().filter(wanted::isInstance).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the constructor of component " + type + " wants a "
                        + wanted.getName() + ": give one to TestModule.load"));
    }
}
