/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.lang.invoke.MethodType;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the carrying needs to know of generic types. */
final class Generics {

    private Generics() {}

    /** The class that values of a type are objects of. */
    static Class<?> erase(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType applied) {
            return (Class<?>) applied.getRawType();
        }
        if (type instanceof GenericArrayType array) {
            return erase(array.getGenericComponentType()).arrayType();
        }
        if (type instanceof WildcardType wildcard) {
            return erase(wildcard.getUpperBounds()[0]);
        }
        return erase(((TypeVariable<?>) type).getBounds()[0]);
    }

    /** As {@link #erase}, with the wrapper for a primitive. */
    static Class<?> box(Type type) {
        Class<?> raw = erase(type);
        return raw.isPrimitive() ? MethodType.methodType(raw).wrap().returnType() : raw;
    }

    /** What the type variables of a generic class stand for in one use of it. */
    static Map<TypeVariable<?>, Type> bindings(Type type) {
        if (!(type instanceof ParameterizedType applied)) {
            return Map.of();
        }
        Map<TypeVariable<?>, Type> bindings = new HashMap<>();
        TypeVariable<?>[] variables = erase(type).getTypeParameters();
        for (int i = 0; i < variables.length; i++) {
            bindings.put(variables[i], applied.getActualTypeArguments()[i]);
        }
        return bindings;
    }

    /** A type with its variables replaced, those that are bound. */
    static Type resolve(Type type, Map<TypeVariable<?>, Type> bindings) {
        if (bindings.isEmpty() || type instanceof Class<?>) {
            return type;
        }
        if (type instanceof TypeVariable<?> variable) {
            return bindings.getOrDefault(variable, variable);
        }
        if (type instanceof ParameterizedType applied) {
            Type[] arguments = applied.getActualTypeArguments();
            return new Applied(erase(applied),
                    Stream.of(arguments).map(argument -> resolve(argument, bindings)).toList());
        }
        if (type instanceof GenericArrayType array) {
            return new ArrayOf(resolve(array.getGenericComponentType(), bindings));
        }
        return resolve(((WildcardType) type).getUpperBounds()[0], bindings);
    }

    /**
     * An argument of a generic superclass or interface: for {@code class Readings implements Iterable<Reading>} and
     * {@code Iterable} it is {@code Reading}.
     */
    static Optional<Type> argument(Type type, Class<?> generic, int index) {
        return asSuper(type, generic).filter(ParameterizedType.class::isInstance)
                .map(found -> ((ParameterizedType) found).getActualTypeArguments()[index])
                .map(found -> found instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : found);
    }

    /** What the elements of an array type are. */
    static Type element(Type array) {
        return array instanceof GenericArrayType generic
                ? generic.getGenericComponentType()
                : erase(array).getComponentType();
    }

    /** Whether a type has variables that nothing is known of. */
    static boolean isOpen(Type type) {
        if (type instanceof ParameterizedType applied) {
            return Stream.of(applied.getActualTypeArguments()).anyMatch(Generics::isOpen);
        }
        if (type instanceof GenericArrayType array) {
            return isOpen(array.getGenericComponentType());
        }
        return type instanceof TypeVariable<?>;
    }

    /** A type as an author would write it, without packages. */
    static String name(Type type) {
        if (type instanceof Class<?> plain) {
            return plain.getSimpleName();
        }
        if (type instanceof ParameterizedType applied) {
            return Stream.of(applied.getActualTypeArguments()).map(Generics::name)
                    .collect(Collectors.joining(", ", name(applied.getRawType()) + "<", ">"));
        }
        if (type instanceof GenericArrayType array) {
            return name(array.getGenericComponentType()) + "[]";
        }
        return type.toString();
    }

    private static Optional<Type> asSuper(Type type, Class<?> generic) {
        Class<?> raw = erase(type);
        if (raw == generic) {
            return Optional.of(type);
        }
        if (!generic.isAssignableFrom(raw)) {
            return Optional.empty();
        }
        Map<TypeVariable<?>, Type> bindings = bindings(type);
        return parents(raw).stream().map(parent -> asSuper(resolve(parent, bindings), generic))
                .flatMap(Optional::stream).findFirst();
    }

    private static List<Type> parents(Class<?> raw) {
        List<Type> parents = new ArrayList<>(Arrays.asList(raw.getGenericInterfaces()));
        if (raw.getGenericSuperclass() != null) {
            parents.add(raw.getGenericSuperclass());
        }
        return parents;
    }

    private record Applied(Class<?> raw, List<Type> arguments) implements ParameterizedType {

        @Override
        public Type[] getActualTypeArguments() {
            return arguments.toArray(Type[]::new);
        }

        @Override
        public Type getRawType() {
            return raw;
        }

        @Override
        public Type getOwnerType() {
            return raw.getDeclaringClass();
        }

        @Override
        public String toString() {
            return raw.getName() + arguments.stream().map(Type::getTypeName).collect(Collectors.joining(", ", "<",
                    ">"));
        }
    }

    private record ArrayOf(Type getGenericComponentType) implements GenericArrayType {

        @Override
        public String toString() {
            return getGenericComponentType.getTypeName() + "[]";
        }
    }
}
