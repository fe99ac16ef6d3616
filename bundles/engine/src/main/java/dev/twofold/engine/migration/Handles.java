/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import dev.twofold.server.Failure;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.List;

/**
 * Method handles for the fields and the constructor of a record, put together so that one invocation does all of a record.
 * They hold the classes and are held by the shapes of one conversion only; what the JDK shares between handles is of types
 * that everybody has.
 */
final class Handles {

    /** Wider records are left to reflection: a handle takes 255 arguments, some of which count twice. */
    static final int WIDEST = 100;

    private static final MethodHandle ARRAY = MethodHandles.identity(Object[].class);
    private static final MethodType READER = MethodType.methodType(Object[].class, Object.class);
    private static final MethodType CONVERTER = MethodType.methodType(Object.class, Object.class);

    private Handles() {}

    /** {@code (Object) -> Object[]}: the values of some fields, in the order that is given. */
    static MethodHandle reader(List<Field> fields) throws IllegalAccessException {
        MethodHandle[] getters = new MethodHandle[fields.size()];
        for (int i = 0; i < getters.length; i++) {
            getters[i] = getter(fields.get(i)).asType(CONVERTER);
        }
        return overOne(MethodHandles.filterArguments(ARRAY.asCollector(Object[].class, getters.length), 0, getters),
                READER);
    }

    /** {@code (Object[]) -> Object}: calls a constructor. */
    static MethodHandle maker(Constructor<?> constructor) throws IllegalAccessException {
        int count = constructor.getParameterCount();
        return lookup().unreflectConstructor(constructor).asType(MethodType.genericMethodType(count))
                .asSpreader(Object[].class, count);
    }

    /** {@code (Object) -> Object}: calls a constructor with the values of some fields, which are of its own types. */
    static MethodHandle converter(List<Field> fields, Constructor<?> constructor) throws IllegalAccessException {
        MethodHandle maker = lookup().unreflectConstructor(constructor);
        MethodHandle[] getters = new MethodHandle[fields.size()];
        for (int i = 0; i < getters.length; i++) {
            getters[i] = getter(fields.get(i))
                    .asType(MethodType.methodType(maker.type().parameterType(i), Object.class));
        }
        return overOne(MethodHandles.filterArguments(maker, 0, getters), CONVERTER);
    }

    private static MethodHandle getter(Field field) throws IllegalAccessException {
        return lookup().unreflectGetter(field);
    }

    /** The same with one argument in place of all. */
    private static MethodHandle overOne(MethodHandle handle, MethodType type) {
        MethodType one = MethodType.methodType(handle.type().returnType(), Object.class);
        return MethodHandles.permuteArguments(handle, one, new int[handle.type().parameterCount()]).asType(type);
    }

    private static Lookup lookup() {
        return MethodHandles.lookup();
    }

    static IllegalStateException impossible(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("a field that was made accessible is not: " + Failure.of(thrown).summary());
    }
}
