/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import dev.twofold.engine.migration.RecordShape.Component;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A declared type, as the place of a value sees it. What follows from it is worked out when it is asked for first, and kept.
 * Safe from any thread.
 */
final class Wanted {

    private final Type type;
    private final Class<?> raw;
    private final Class<?> boxed;
    private final boolean plain;
    private final boolean record;
    private final Map<Object, Wanted> parts = new ConcurrentHashMap<>(2);
    private volatile String name;
    private volatile Components components;

    private Wanted(Type type) {
        this.type = type;
        this.raw = Generics.erase(type);
        this.boxed = Generics.box(type);
        this.record = raw.isRecord();
        this.plain = raw.isPrimitive() || Plain.is(raw) && Modifier.isFinal(raw.getModifiers());
    }

    static Wanted of(Type type) {
        return new Wanted(type);
    }

    Type type() {
        return type;
    }

    Class<?> raw() {
        return raw;
    }

    /** The class that a value must be of. */
    Class<?> boxed() {
        return boxed;
    }

    /** Whether nothing can be there but a plain value or {@code null}. */
    boolean isPlain() {
        return plain;
    }

    /** Whether it is a record class. */
    boolean isRecord() {
        return record;
    }

    /** Whether it says nothing of what a value there holds. */
    boolean isClass() {
        return type == raw && !raw.isArray();
    }

    boolean takes(Object value) {
        return value == null ? !raw.isPrimitive() : boxed.isInstance(value);
    }

    /** For messages. */
    String name() {
        String known = name;
        if (known == null) {
            known = Generics.name(type);
            name = known;
        }
        return known;
    }

    /** An argument of a generic superclass or interface. */
    Wanted argument(Class<?> generic, int index) {
        return part(new Argument(generic, index));
    }

    /** What the elements of this array type are. */
    Wanted element() {
        return part(Argument.ELEMENT);
    }

    private Wanted part(Argument argument) {
        Wanted known = parts.get(argument);
        if (known != null) {
            return known;
        }
        Wanted fresh = of(argument.of(type));
        Wanted first = parts.putIfAbsent(argument, fresh);
        return first == null ? fresh : first;
    }

    /**
     * What is wanted for the components of a record that is put here. A declaration that is an interface says nothing of the
     * type arguments of the record that implements it.
     */
    Wanted[] components(RecordShape shape) {
        if (raw != shape.type() || raw == type) {
            return shape.wanted();
        }
        Components known = components;
        if (known == null) {
            Map<TypeVariable<?>, Type> bindings = Generics.bindings(type);
            List<Component> declared = shape.components();
            known = new Components(declared.stream().map(each -> of(Generics.resolve(each.type(), bindings)))
                    .toArray(Wanted[]::new));
            components = known;
        }
        return known.all();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Wanted wanted && type.equals(wanted.type);
    }

    @Override
    public int hashCode() {
        return type.hashCode();
    }

    private record Components(Wanted[] all) {
    }

    private record Argument(Class<?> generic, int index) {

        private static final Argument ELEMENT = new Argument(Object[].class, 0);

        Type of(Type type) {
            return this == ELEMENT
                    ? Generics.element(type)
                    : Generics.argument(type, generic, index).orElse(Object.class);
        }
    }
}
