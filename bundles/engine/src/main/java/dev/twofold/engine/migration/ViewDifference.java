/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where two values in neutral form differ. Used by one thread. */
final class ViewDifference {

    private final Deque<Pair> open = new ArrayDeque<>();
    private final Map<Object, Set<Object>> seen = new IdentityHashMap<>();
    private final List<String> paths = new ArrayList<>();
    private final int limit;

    /**
     * A comparison.
     *
     * @param limit how many differences to look for
     */
    ViewDifference(int limit) {
        this.limit = limit;
    }

    /** The paths of what differs, with what it was and what it is. */
    List<String> between(Object before, Object after, String root) {
        open.push(new Pair(before, after, Place.root(root, Origin.GIVEN)));
        while (!open.isEmpty() && paths.size() < limit) {
            Pair pair = open.pop();
            if (pair.before() != pair.after()) {
                compare(pair);
            }
        }
        return List.copyOf(paths);
    }

    private void compare(Pair pair) {
        Object before = pair.before();
        Object after = pair.after();
        if (before == null || after == null || before.getClass() != after.getClass() || !isLike(kind(before), kind(
                after))) {
            differ(pair);
        } else if (isKnown(before, after)) {
            return;
        } else if (before instanceof NeutralRecord record) {
            records(record, (NeutralRecord) after, pair);
        } else if (before instanceof Optional<?> optional) {
            add(optional.orElse(null), ((Optional<?>) after).orElse(null), pair.place().content());
        } else if (before instanceof List<?> list) {
            lists(list, (List<?>) after, pair);
        } else if (before instanceof Map<?, ?> map) {
            maps(map, (Map<?, ?>) after, pair);
        } else if (before instanceof NeutralContainer.OfSet set) {
            sets(set, (NeutralContainer.OfSet) after, pair);
        } else if (before instanceof StringBuilder text) {
            if (text.compareTo((StringBuilder) after) != 0) {
                differ(pair);
            }
        } else if (!before.equals(after)) {
            differ(pair);
        }
    }

    /** Shared parts are compared once. */
    private boolean isKnown(Object before, Object after) {
        boolean holds = before instanceof NeutralRecord || before instanceof NeutralContainer
                || before instanceof NeutralArray;
        return holds && !seen.computeIfAbsent(before, fresh -> Collections.newSetFromMap(new IdentityHashMap<>()))
                .add(after);
    }

    /** What can be changed afterwards, and could not before, loses nothing. */
    private static boolean isLike(Object before, Object after) {
        return before == after || before instanceof Kind kind && kind.changeable() == after;
    }

    private static Object kind(Object value) {
        if (value instanceof NeutralArray array) {
            return array.type();
        }
        return value instanceof NeutralContainer container ? container.kind() : null;
    }

    private void records(NeutralRecord before, NeutralRecord after, Pair pair) {
        if (!before.type().equals(after.type()) || !before.names().equals(after.names())) {
            differ(pair);
            return;
        }
        List<String> names = new ArrayList<>(before.names());
        Collections.reverse(names);
        names.forEach(name -> add(before.component(name), after.component(name), pair.place().component(name)));
    }

    private void lists(List<?> before, List<?> after, Pair pair) {
        if (before.size() != after.size()) {
            differ(pair);
            return;
        }
        for (int i = before.size() - 1; i >= 0; i--) {
            add(before.get(i), after.get(i), pair.place().element(i));
        }
    }

    /** In the order of their iteration if they have one. */
    private void sets(NeutralContainer.OfSet before, NeutralContainer.OfSet after, Pair pair) {
        order(before, after, pair);
        if (before.kind().isOrdered()) {
            lists(new ArrayList<>(before), new ArrayList<>(after), pair);
        } else if (!before.equals(after)) {
            differ(pair);
        }
    }

    private void maps(Map<?, ?> before, Map<?, ?> after, Pair pair) {
        NeutralContainer container = (NeutralContainer) before;
        order(container, (NeutralContainer) after, pair);
        if (container.kind().isOrdered()) {
            lists(new ArrayList<>(before.keySet()), new ArrayList<>(after.keySet()), pair);
        } else if (!before.keySet().equals(after.keySet())) {
            differ(pair);
            return;
        }
        int index = 0;
        for (Map.Entry<?, ?> entry : before.entrySet()) {
            add(entry.getValue(), after.get(entry.getKey()), pair.place().valueOf(entry.getKey(), index++));
        }
    }

    private void order(NeutralContainer before, NeutralContainer after, Pair pair) {
        add(before.order().orElse(null), after.order().orElse(null), pair.place().order());
    }

    private void add(Object before, Object after, Place place) {
        open.push(new Pair(before, after, place));
    }

    private void differ(Pair pair) {
        paths.add(pair.place().path() + ": " + describe(pair.before()) + " before, " + describe(pair.after())
                + " afterwards");
    }

    private static String describe(Object value) {
        return value != null && Plain.is(value.getClass()) ? "'" + value + "'" : Shaper.describe(value);
    }

    private record Pair(Object before, Object after, Place place) {
    }
}
