/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds the circles among values: groups of which each reaches each other (Tarjan's algorithm, without recursion). Used only
 * when it is known that there is one.
 */
final class Circles {

    private final RecordShapes shapes;
    private final Predicate<Object> changing;
    private final Map<Object, Node> nodes = new IdentityHashMap<>();
    private final Map<Object, Circle> found = new IdentityHashMap<>();
    private final Deque<Node> open = new ArrayDeque<>();
    private boolean changed;

    /**
     * A search.
     *
     * @param changing for which values {@link #isChanged} is asked
     */
    Circles(RecordShapes shapes, Predicate<Object> changing) {
        this.shapes = shapes;
        this.changing = changing;
    }

    /** The circles that can be reached from a value. */
    Map<Object, Circle> from(Object root, Place place) {
        Deque<Node> path = new ArrayDeque<>();
        path.push(enter(root, place));
        while (!path.isEmpty()) {
            Node node = path.peek();
            if (node.next < node.children.size()) {
                Object child = node.children.get(node.next++);
                Node known = nodes.get(child);
                if (known == null) {
                    path.push(enter(child, place));
                } else if (known.isOpen) {
                    node.low = Math.min(node.low, known.index);
                }
                node.holdsItself |= child == node.value;
            } else {
                path.pop();
                if (!path.isEmpty()) {
                    path.peek().low = Math.min(path.peek().low, node.low);
                }
                leave(node);
            }
        }
        return found;
    }

    /** Whether a value was met that is to be changed. */
    boolean isChanged() {
        return changed;
    }

    private Node enter(Object value, Place place) {
        Node node = new Node(value, nodes.size(), holders(value, place));
        nodes.put(value, node);
        open.push(node);
        return node;
    }

    private void leave(Node node) {
        if (node.low < node.index) {
            return;
        }
        Circle circle = open.peek() != node || node.holdsItself ? new Circle() : null;
        Node member;
        do {
            member = open.pop();
            member.isOpen = false;
            member.children = List.of();
            if (circle != null) {
                found.put(member.value, circle);
            }
        } while (member != node);
    }

    private List<Object> holders(Object value, Place place) {
        List<Object> holders = new ArrayList<>();
        changed |= changing.test(value);
        for (Object part : parts(value, place)) {
            if (part != null) {
                if (shapes.sort(part.getClass()).isHolder()) {
                    holders.add(part);
                } else {
                    changed |= changing.test(part);
                }
            }
        }
        return holders;
    }

    private Iterable<?> parts(Object value, Place place) {
        return switch (shapes.sort(value.getClass())) {
            case VIEW -> ((NeutralRecord) value).values();
            case RECORD -> Arrays.asList(shapes.of(value.getClass(), place).read(value));
            case ARRAY -> value instanceof Object[] array ? Arrays.asList(array) : List.of();
            case OPTIONAL -> ((Optional<?>) value).stream().toList();
            case PAIR -> Arrays.asList(((Map.Entry<?, ?>) value).getKey(), ((Map.Entry<?, ?>) value).getValue());
            case COLLECTION -> Parts.of(value, place).items();
            case MAP -> both(Parts.of(value, place));
            default -> List.of();
        };
    }

    private static Collection<Object> both(Parts map) {
        List<Object> all = new ArrayList<>(map.items());
        all.addAll(map.values());
        return all;
    }

    private static final class Node {

        private final Object value;
        private final int index;
        private List<Object> children;
        private int next;
        private int low;
        private boolean holdsItself;
        private boolean isOpen = true;

        Node(Object value, int index, List<Object> children) {
            this.value = value;
            this.index = index;
            this.low = index;
            this.children = children;
        }
    }
}
