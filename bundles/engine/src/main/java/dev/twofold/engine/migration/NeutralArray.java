/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.lang.reflect.Array;
import java.util.AbstractList;
import java.util.RandomAccess;

/** An array in a view: an unmodifiable list that still knows the name of the array's class. */
final class NeutralArray extends AbstractList<Object> implements RandomAccess {

    private final String type;
    private final Object array;

    /**
     * An array in a view.
     *
     * @param type name of its class
     * @param array of primitives, or else of objects in neutral form; nobody else changes it
     */
    NeutralArray(String type, Object array) {
        this.type = type;
        this.array = array;
    }

    /** Whether this is, as it is, an array of a class. */
    boolean isOf(Class<?> wanted) {
        return array.getClass() == wanted && wanted.getComponentType().isPrimitive();
    }

    /** A copy of the array, if it is one of primitives. */
    Object copy() {
        return ContainerShaper.copy(array);
    }

    /** The name as {@link Class#forName(String)} takes it. */
    String type() {
        return type;
    }

    @Override
    public Object get(int index) {
        return array instanceof Object[] objects ? objects[index] : Array.get(array, index);
    }

    @Override
    public int size() {
        return Array.getLength(array);
    }
}
