/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A record class taken apart. Values are read from the fields, not by the accessors: an author may override those, to
 * return copies for instance, and what is carried over is what is there.
 */
final class RecordShape {

    private final Class<?> type;
    private final List<Component> components;
    private final Constructor<?> constructor;
    private final boolean flat;

    private RecordShape(Class<?> type, List<Component> components, Constructor<?> constructor) {
        this.type = type;
        this.components = components;
        this.constructor = constructor;
        this.flat = components.stream().allMatch(component -> Plain.is(Generics.erase(component.type())));
    }

    /**
     * Reads a class.
     *
     * @param type a record class, of any visibility
     * @param place where it is needed
     */
    static RecordShape of(Class<?> type, Place place) {
        try {
            List<Component> components = new ArrayList<>();
            for (RecordComponent component : type.getRecordComponents()) {
                Field field = type.getDeclaredField(component.getName());
                field.setAccessible(true);
                components.add(new Component(component.getName(), component.getGenericType(), field));
            }
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Stream.of(type.getRecordComponents()).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return new RecordShape(type, List.copyOf(components), constructor);
        } catch (ReflectiveOperationException | LinkageError | TypeNotPresentException unreadable) {
            throw place.refuse("the record class " + type.getName() + " cannot be read: " + unreadable, "replaces it");
        } catch (InaccessibleObjectException closed) {
            throw place.refuse("the record class " + type.getName() + " lies in a Java module that is not open to "
                    + RecordShape.class.getPackageName(), "replaces it");
        }
    }

    Class<?> type() {
        return type;
    }

    /** Whether it can hold nothing but plain values. */
    boolean isFlat() {
        return flat;
    }

    List<Component> components() {
        return components;
    }

    Object read(Object value, int index) {
        try {
            return components.get(index).field().get(value);
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException("a field that was made accessible is not", impossible);
        }
    }

    /** Makes a record with the canonical constructor, which may refuse the values. */
    Object make(Object[] values, Place place) {
        return UserCode.run(place, "the constructor of " + type.getSimpleName() + " does not take the values",
                () -> constructor.newInstance(values));
    }

    /**
     * A component.
     *
     * @param name its name
     * @param type its declared type
     * @param field where the value is
     */
    record Component(String name, Type type, Field field) {
    }
}
