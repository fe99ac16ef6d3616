/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.Set;

/** A collection or map in a view: unmodifiable, and it still knows what it was. */
sealed interface NeutralContainer {

    Kind kind();

    /** The comparator of a sorted container, in neutral form; it does not sort here. */
    Optional<Object> order();

    /** A list, queue or other sequence. */
    final class OfList extends AbstractList<Object> implements NeutralContainer, RandomAccess {

        private final Kind kind;
        private final List<Object> elements;

        OfList(Kind kind, List<Object> elements) {
            this.kind = kind;
            this.elements = elements;
        }

        @Override
        public Kind kind() {
            return kind;
        }

        @Override
        public Optional<Object> order() {
            return Optional.empty();
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

    /** A set in the order of its iteration. */
    final class OfSet extends AbstractSet<Object> implements NeutralContainer {

        private final Kind kind;
        private final Set<Object> elements;
        private final Optional<Object> order;

        OfSet(Kind kind, Set<Object> elements, Optional<Object> order) {
            this.kind = kind;
            this.elements = Collections.unmodifiableSet(elements);
            this.order = order;
        }

        @Override
        public Kind kind() {
            return kind;
        }

        @Override
        public Optional<Object> order() {
            return order;
        }

        @Override
        public Iterator<Object> iterator() {
            return elements.iterator();
        }

        @Override
        public boolean contains(Object element) {
            return elements.contains(element);
        }

        @Override
        public int size() {
            return elements.size();
        }
    }

    /** A map in the order of its iteration. */
    final class OfMap extends AbstractMap<Object, Object> implements NeutralContainer {

        private final Kind kind;
        private final Map<Object, Object> entries;
        private final Optional<Object> order;

        OfMap(Kind kind, Map<Object, Object> entries, Optional<Object> order) {
            this.kind = kind;
            this.entries = Collections.unmodifiableMap(entries);
            this.order = order;
        }

        @Override
        public Kind kind() {
            return kind;
        }

        @Override
        public Optional<Object> order() {
            return order;
        }

        @Override
        public Set<Entry<Object, Object>> entrySet() {
            return entries.entrySet();
        }

        @Override
        public Object get(Object key) {
            return entries.get(key);
        }

        @Override
        public boolean containsKey(Object key) {
            return entries.containsKey(key);
        }
    }
}
