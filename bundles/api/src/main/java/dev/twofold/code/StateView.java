/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.code;

import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A record as names and values, without the class it came from. Immutable: {@link #with} and its like return another
 * view.
 *
 * <p>A component that is a record is a view again; an enum constant is an {@link EnumValue}; collections, maps and arrays
 * are unmodifiable copies ({@link java.util.List}, {@link java.util.Set}, {@link java.util.Map}) of such values; the JDK's
 * plain values (text, numbers, time, ...) are themselves.
 */
@ProviderType
public interface StateView {

    /**
     * Name of the class that the values came from.
     *
     * @return the class name, or an empty text for a view made by hand
     */
    String type();

    /**
     * Names of the components.
     *
     * @return the names in their order
     */
    Set<String> names();

    /**
     * A value by path: names with dots between them ({@code total.value}).
     *
     * @param path the path
     * @return the value, which may be {@code null}
     * @throws IllegalArgumentException if there is no such component; the message lists those there are
     */
    Object get(String path);

    /**
     * A value by path, in the type that is wanted: a record may be read as any record with the same components.
     *
     * @param path the path
     * @param type the type wanted; for a primitive its wrapper
     * @param <T> the type wanted
     * @return the value
     * @throws IllegalArgumentException if there is no such component or it is of another type; the message says which
     */
    <T> T get(String path, Class<T> type);

    /**
     * The whole view as a record that the author declares.
     *
     * @param type a record class with the same components
     * @param <T> the record class
     * @return the record
     * @throws IllegalArgumentException if a component is missing, too many or of another type; the message has its path
     */
    <T> T as(Class<T> type);

    /**
     * A copy with one component set or added.
     *
     * @param name its name
     * @param value its value: a plain JDK value, collection, map, view, {@link EnumValue}, or a record or enum constant of
     *     the new revision
     * @return the copy
     */
    StateView with(String name, Object value);

    /**
     * A copy without one component.
     *
     * @param name its name
     * @return the copy
     * @throws IllegalArgumentException if there is none
     */
    StateView without(String name);

    /**
     * A copy with one component under another name.
     *
     * @param from its name
     * @param to its new name
     * @return the copy
     * @throws IllegalArgumentException if there is none, or one of the new name
     */
    StateView renamed(String from, String to);

    /**
     * A copy that stands for a record of another class. That has to be said where the new state declares an interface, and
     * so leaves it open which record is wanted; where it declares a record, that is made of whatever view.
     *
     * @param type name of the class in the new revision, as {@link #type} gives it
     * @return the copy
     */
    StateView typed(String type);
}
