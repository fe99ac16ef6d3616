/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A record class taken apart. Values are read from the fields, not by the accessors: an author may override those, to
 * return copies for instance, and what is carried over is what is there. The first records are read and made by reflection,
 * which costs nothing to prepare, all others by method handles. Safe from any thread.
 */
final class RecordShape {

    /** So many are read, or made, before that is compiled. */
    static final int FEW = 200;

    private static final PerClass<RecordShape> SHAPES = new PerClass<>(RecordShape::read);

    private final Class<?> type;
    private final List<Component> components;
    private final Wanted[] wanted;
    private final Constructor<?> constructor;
    private final Layout layout;
    private final boolean flat;
    private final boolean plain;
    private final String failure;
    private int reads; // a race only makes it later
    private int makes;
    private MethodHandle reader; // a handle is safe to be handed on by a race
    private MethodHandle maker;
    private volatile Sources sources;

    private RecordShape(Class<?> type, List<Component> components, Constructor<?> constructor) {
        this.type = type;
        this.components = components;
        this.constructor = constructor;
        this.wanted = components.stream().map(component -> Wanted.of(component.type())).toArray(Wanted[]::new);
        this.layout = Layout.of(type.getName(), components.stream().map(Component::name).toList());
        this.flat = Stream.of(wanted).allMatch(each -> Plain.is(each.raw()));
        this.failure = "the constructor of " + type.getSimpleName() + " does not take the values";
        this.plain = Stream.of(wanted).allMatch(Wanted::isPlain);
    }

    /**
     * The shape of a class.
     *
     * @param type a record class, of any visibility
     * @param place where it is needed
     */
    static RecordShape of(Class<?> type, Place place) {
        try {
            return SHAPES.of(type);
        } catch (UnreadableException unreadable) {
            throw place.refuse("the record class " + type.getName() + " " + unreadable.getMessage(), "replaces it");
        }
    }

    private static RecordShape read(Class<?> type) {
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
            throw new UnreadableException("cannot be read: " + unreadable);
        } catch (InaccessibleObjectException closed) {
            throw new UnreadableException("lies in a Java module that is not open to "
                    + RecordShape.class.getPackageName());
        }
    }

    /** Why a class has no shape. */
    private static final class UnreadableException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnreadableException(String why) {
            super(why);
        }
    }

    Class<?> type() {
        return type;
    }

    /** Whether it can hold nothing but plain values, or such that pass for plain. */
    boolean isFlat() {
        return flat;
    }

    /** Whether it can hold nothing but plain values. */
    boolean isPlain() {
        return plain;
    }

    List<Component> components() {
        return components;
    }

    /** The same for all; not to be changed. */
    Wanted[] wanted() {
        return wanted;
    }

    Layout layout() {
        return layout;
    }

    Constructor<?> constructor() {
        return constructor;
    }

    /** The values of all components, in their order. */
    Object[] read(Object value) {
        MethodHandle known = reader;
        try {
            if (known == null) {
                if (++reads < FEW || components.size() > Handles.WIDEST) {
                    return readByReflection(value);
                }
                known = Handles.reader(components.stream().map(Component::field).toList());
                reader = known;
            }
            return (Object[]) known.invokeExact(value);
        } catch (Throwable thrown) { // declared by the handle
            throw Handles.impossible(thrown);
        }
    }

    private Object[] readByReflection(Object value) throws IllegalAccessException {
        Object[] values = new Object[components.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = components.get(i).field().get(value);
        }
        return values;
    }

    /** Makes a record with the canonical constructor, which may refuse the values. */
    Object make(Object[] values, Place place) {
        return UserCode.run(place, failure, () -> make(values));
    }

    private Object make(Object[] values) throws Throwable {
        MethodHandle known = maker;
        if (known == null) {
            if (++makes < FEW || components.size() > Handles.WIDEST) {
                return constructor.newInstance(values);
            }
            known = Handles.maker(constructor);
            maker = known;
        }
        return (Object) known.invokeExact(values);
    }

    /** What to tell if the constructor throws. */
    String failure() {
        return failure;
    }

    /** Where each component lies in a view of some layout; empty if the names differ. */
    Optional<int[]> sources(Layout view) {
        Sources known = sources;
        if (known == null || known.layout() != view) {
            known = new Sources(view, view.places(layout));
            sources = known;
        }
        return known.places();
    }

    private record Sources(Layout layout, Optional<int[]> places) {
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
