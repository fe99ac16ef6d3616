/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/** An array in a view: an unmodifiable list that still knows the name of the array's class. */
final class NeutralArray extends AbstractList<Object> implements RandomAccess {

    private final String type;
    private final List<Object> elements;

    NeutralArray(String type, List<Object> elements) {
        this.type = type;
        this.elements = elements;
    }

    /** The name as {@link Class#forName(String)} takes it. */
    String type() {
        return type;
    }

    @Override
    public Object get(int index) {
        return elements.get(index);
    }

    @Override
    public int size() {
        return elements.size();
    }
}
