/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.code.StateView;
import java.lang.reflect.Array;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Values that hold themselves, on some way through a container that can be filled later. For more:
 * {@code -Dcircle.tries=200000 -Dcircle.length=1000000}.
 */
class CircleTest {

    private static final String SOURCE = """
            record State(Object any) {}
            record Node(int id, List<Object> out) {
                public int hashCode() { return id; }
                public boolean equals(Object other) { return other instanceof Node node && node.id == id; } }
            record Both(Object one, Object two) {}
            record Self(Object value, Self self) { Self(Object value, Self self) { this.value = value; this.self = this; } }
            record Sized(int id, Collection<Object> all) implements Comparable<Sized> {
                public int hashCode() { return all.size(); }
                public boolean equals(Object other) { return other instanceof Sized sized && sized.id == id; }
                public int compareTo(Sized other) { return Integer.compare(id * all.size(), other.id * other.all.size()); } }
            """;
    private static final Revision OLD = Revision.of(SOURCE);
    private static final Revision NEXT = Revision.of(SOURCE);
    private static final int GRAPHS = Integer.getInteger("circle.tries", 200);
    private static final int LENGTH = Integer.getInteger("circle.length", 50_000);

    private final Conversion conversion = new Conversion(OLD, NEXT);

    private Object shaped(Object state) {
        return conversion.shape(state, NEXT.type("State"));
    }

    private static Object state(Object any) {
        return OLD.make("State", any);
    }

    private static Object any(Object state) {
        return Revision.get(state, "any");
    }

    /** On both ways: from the old object, and through a view. */
    private List<Object> carried(Object any) {
        Object state = state(any);
        List<Object> carried = new ArrayList<>();
        for (Object given : List.of(state, conversion.view(state))) {
            carried.add(any(shaped(given)));
            assertIsLike(any, carried.get(carried.size() - 1), NEXT);
        }
        return carried;
    }

    @Test
    void carriesAListThatHoldsItself() {
        List<Object> itself = new ArrayList<>();
        itself.add("a");
        itself.add(itself);
        itself.add(itself);

        for (Object carried : carried(itself)) {
            List<?> list = (List<?>) carried;
            assertThat(list.get(0)).isEqualTo("a");
            assertThat(list.get(1)).isSameAs(list).isSameAs(list.get(2)).isNotSameAs(itself);
        }
        assertThat((List<?>) conversion.shape(itself, List.class)).satisfies(list -> assertThat(list.get(1))
                .isSameAs(list));
        assertThat(itself.get(1)).isSameAs(itself);
    }

    @Test
    void carriesACircleOfRecordsAndLists() {
        List<Object> out = new ArrayList<>();
        Object node = OLD.make("Node", 1, out);
        out.add(OLD.make("Node", 2, new ArrayList<>(List.of(node))));

        for (Object carried : carried(node)) {
            Object second = ((List<?>) Revision.get(carried, "out")).get(0);
            assertThat(((List<?>) Revision.get(second, "out")).get(0)).isSameAs(carried);
        }
    }

    @Test
    void carriesEveryKindOfContainerThatCanBeFilled() {
        for (List<Object> list : List.of(new ArrayList<>(), new LinkedList<>(), Arrays.asList(null, null))) {
            Object node = OLD.make("Node", 1, list);
            if (list.isEmpty()) {
                list.addAll(Arrays.asList(null, null));
            }
            list.set(0, node);
            list.set(1, Collections.unmodifiableList(list));
            carried(list);
            carried(Collections.unmodifiableCollection(list));
        }
        Deque<Object> deque = new ArrayDeque<>();
        deque.add(Optional.of(Map.entry("a", deque)));
        carried(deque);
        Object[] array = { null, new Object[1] };
        array[0] = array;
        ((Object[]) array[1])[0] = List.of(List.of(array), "b");
        carried(array);
        EnumMap<TimeUnit, Object> units = new EnumMap<>(TimeUnit.class);
        units.put(TimeUnit.DAYS, List.of(units));
        carried(units);
        for (Map<Object, Object> map : List.of(new HashMap<>(), new LinkedHashMap<>(), new TreeMap<>(
                Collections.reverseOrder()), new ConcurrentHashMap<>(), new LinkedHashMap<>(4, 0.75f, true))) {
            map.put("b", OLD.make("Node", 1, new ArrayList<>(List.of(map))));
            map.put("a", Map.of("c", map));
            carried(map);
            carried(Collections.unmodifiableMap(map));
        }
    }

    @Test
    void carriesSetsAndKeysWhoseHashDoesNotDependOnTheCircle() {
        Set<Object> set = new HashSet<>();
        set.add(OLD.make("Node", 7, new ArrayList<>(List.of(set))));
        set.add(OLD.make("Node", 8, new ArrayList<>(List.of("other"))));
        Map<Object, Object> map = new HashMap<>();
        map.put(OLD.make("Node", 9, new ArrayList<>(List.of(map))), "value");
        for (Object circle : List.of(set, Collections.unmodifiableSet(set), map)) {
            Object carried = any(shaped(state(circle)));
            assertIsLike(circle, carried, NEXT);
            assertThat(carried instanceof Map<?, ?> one
                    ? one.containsKey(NEXT.make("Node", 9, null))
                    : ((Set<?>) carried).contains(NEXT.make("Node", 7, null))).isTrue();
        }
        Object view = state(set);
        assertThatThrownBy(() -> conversion.view(view)).isInstanceOf(ConversionException.class)
                .hasMessageStartingWith("State.any: it holds itself in its elements or keys, and no view can show that")
                .hasMessageEndingWith("write a CodeChange that replaces it");
    }

    /** Who is outside of a circle hashes what is in it. */
    @Test
    void handsACircleOutOnlyWhenItIsWhole() {
        List<Object> all = new ArrayList<>();
        Object member = OLD.make("Sized", 1, all);
        all.addAll(List.of(member, "a", "b"));
        for (int depth : new int[] { 0, 1, 61, 62, 63, 64, 65, 66, 200 }) {
            Object holder = member;
            for (int i = 0; i < depth; i++) {
                holder = List.of(holder);
            }
            Object inside = holder;
            Object carried = any(shaped(state(new HashSet<>(Set.of(holder)))));
            Object found = ((Set<?>) carried).iterator().next();
            assertThat(((Set<?>) carried).contains(found)).as("found at depth %s", depth).isTrue();
            assertIsLike(Set.of(inside), Set.of(found), NEXT);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void carriesAVeryLongCircle(boolean arrays) {
        Object[] first = new Object[1];
        List<Object> start = new ArrayList<>();
        Object next = arrays ? first : OLD.make("Node", 0, start);
        Object last = next;
        for (int i = 1; i < LENGTH; i++) {
            next = arrays
                    ? new Object[] { next }
                    : OLD.make("Node", i, new ArrayList<>(Collections.singletonList(next)));
        }
        first[0] = next;
        start.add(next);

        Object carried = any(shaped(state(last)));

        Object at = carried;
        for (int i = 0; i < LENGTH; i++) {
            at = arrays ? ((Object[]) at)[0] : ((List<?>) Revision.get(at, "out")).get(0);
            assertThat(i < LENGTH - 1 && at == carried).isFalse();
        }
        assertThat(at).isSameAs(carried);
    }

    @Test
    void refusesACircleOfRecordsAlone() {
        Object self = OLD.make("Self", "a", null);

        assertThatThrownBy(() -> shaped(state(self))).isInstanceOf(ConversionException.class)
                .hasMessage(
                        "State.any.self: it holds itself, by nothing but values that cannot be changed once they are"
                                + " made; write a CodeChange that breaks the circle");
        assertThatThrownBy(() -> conversion.view(state(self))).isInstanceOf(ConversionException.class)
                .hasMessageStartingWith("State.any.self: it holds itself");
    }

    @Test
    void refusesAConstructorThatLooksIntoTheCircle() {
        String node = "record Node(int id, List<Object> out) ";
        Revision copying = Revision.of("record State(Object any) {} " + node + "{ Node { out = List.copyOf(out); } }");
        Revision counting = Revision.of("record State(Object any) {} " + node + "{ Node { id = out.size(); } }");
        Revision checking = Revision.of("record State(Object any) {} " + node
                + "{ Node { if (out.isEmpty()) throw new IllegalArgumentException(\"alone\"); } }");
        List<Object> out = new ArrayList<>();
        Object node1 = OLD.make("Node", 1, out);
        out.add(node1);

        assertThatThrownBy(() -> new Conversion(OLD, copying).shape(state(node1), copying.type("State")))
                .hasMessage(
                        "State.any.out: it holds itself, and the constructor of Node puts something else in its place,"
                                + " made of what is not complete as yet; write a CodeChange that breaks the circle");
        assertThatThrownBy(() -> new Conversion(OLD, counting).shape(state(node1), counting.type("State")))
                .hasMessageStartingWith("State.any.id: it holds itself, and the constructor of Node");
        assertThatThrownBy(() -> new Conversion(OLD, checking).shape(state(node1), checking.type("State")))
                .hasMessageStartingWith("State.any: the constructor of Node does not take the values")
                .hasMessageContaining("alone");
    }

    @Test
    void refusesElementsWhoseHashOrOrderDependsOnTheirOwnSet() {
        Set<Object> set = new HashSet<>();
        set.add(OLD.make("Sized", 1, set));
        Set<Object> structural = new HashSet<>();
        structural.add(Optional.of(Map.entry("a", "b")));
        Map<Object, Object> keys = new HashMap<>();
        keys.put(OLD.make("Both", 1, Collections.singletonList(2)), keys);
        carried(keys);
        List<Object> changed = new ArrayList<>();
        Set<Object> hashed = new HashSet<>(Set.of(OLD.make("Both", changed, 1)));
        changed.add(hashed);

        assertThatThrownBy(() -> shaped(state(set))).isInstanceOf(ConversionException.class)
                .hasMessage("State.any: it holds itself, in elements or keys whose hash or order depends on it;"
                        + " write a CodeChange that breaks the circle");
        assertThatThrownBy(() -> shaped(state(hashed))).isInstanceOf(ConversionException.class)
                .hasMessageStartingWith("State.any: its elements cannot be put together again")
                .hasMessageContaining("StackOverflowError");
    }

    @Test
    void refusesWhatDoesNotFitInsideACircle() {
        List<Object> out = new ArrayList<>();
        Object node = OLD.make("Node", 1, out);
        out.add(Arrays.asList(node, new Exception()));
        out.add(node);

        assertThatThrownBy(() -> shaped(state(node))).isInstanceOf(ConversionException.class)
                .hasMessageStartingWith("State.any.out[0][1]: an exception");
    }

    @Test
    void showsACircleInAView() {
        List<Object> out = new ArrayList<>();
        Object node = OLD.make("Node", 1, out);
        out.add(node);

        StateView view = conversion.view(node);
        StateView again = (StateView) ((List<?>) view.get("out")).get(0);

        assertThat(again.get("id")).isEqualTo(1);
        assertThat(again.get("out")).isSameAs(view.get("out"));
        Object changed = conversion.shape(view.with("id", 2), NEXT.type("Node"));
        Object held = ((List<?>) Revision.get(changed, "out")).get(0);
        assertThat(Revision.get(changed, "id")).isEqualTo(2);
        assertThat(Revision.get(held, "id")).isEqualTo(1);
        assertThat(((List<?>) Revision.get(held, "out")).get(0)).isSameAs(held);
        assertThat(conversion.lost(node, new Conversion(OLD).shape(conversion.view(node), OLD.type("Node")), 9))
                .isEmpty();
    }

    @Test
    void copiesACircleInAMessageOnlyIfSomethingInItIsOld() {
        List<Object> harmless = new ArrayList<>(List.of("a"));
        harmless.add(Map.of("b", harmless));
        List<Object> old = new ArrayList<>(List.of("a"));
        old.add(OLD.make("Node", 1, old));

        assertThat(conversion.carry(harmless)).isSameAs(harmless);
        assertIsLike(old, conversion.carry(old), NEXT);
    }

    /** Graphs of any form; every container and array may hold every other one. */
    @Test
    void carriesGraphsAndKeepsWhatIsShared() {
        long seed = Long.getLong("circle.seed", System.nanoTime());
        Conversion back = new Conversion(NEXT, OLD);
        for (int i = 0; i < GRAPHS; i++) {
            Object graph = graph(new Random(seed + i), 2 + i % 40);
            try {
                Object carried = shaped(state(graph));
                assertIsLike(graph, any(carried), NEXT);
                Object returned = back.shape(carried, OLD.type("State"));
                assertIsLike(graph, any(returned), OLD);
                assertIsLike(graph, any(shaped(conversion.view(state(graph)))), NEXT);
                assertThat(conversion.lost(state(graph), returned, 1)).isEmpty();
            } catch (AssertionError | RuntimeException wrong) {
                throw new AssertionError("with -Dcircle.seed=" + (seed + i), wrong);
            }
        }
    }

    private static Object graph(Random random, int size) {
        List<Object> all = new ArrayList<>();
        List<Object> open = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Object made = switch (random.nextInt(14)) {
                case 0, 1 -> new ArrayList<>();
                case 2 -> new LinkedList<>();
                case 3 -> new HashMap<>();
                case 4 -> new TreeMap<>();
                case 5 -> new Object[random.nextInt(4)];
                case 6 -> Arrays.asList(new Object[random.nextInt(4)]);
                case 7 -> OLD.make("Both", any(all, random), any(all, random));
                case 8 -> OLD.make("Node", i, any(all, random) instanceof List<?> list ? list : new ArrayList<>());
                case 9 -> Collections.singletonList(any(all, random));
                case 10 -> Optional.ofNullable(any(all, random));
                case 11 -> any(all, random) instanceof List<?> list ? Collections.unmodifiableList(list) : "text" + i;
                case 12 -> any(all, random) instanceof Map<?, ?> map ? Collections.unmodifiableMap(map) : i;
                default -> Stream.of(new Object[] { any(all, random), any(all, random) }).toList();
            };
            all.add(made);
            open.add(made);
        }
        open.forEach(each -> fill(each, all, random));
        return new ArrayList<>(all);
    }

    @SuppressWarnings("unchecked") // they have just been made
    private static void fill(Object container, List<Object> all, Random random) {
        int count = random.nextInt(4);
        if (container instanceof Object[] array) {
            Arrays.setAll(array, i -> any(all, random));
        } else if (container.getClass() == Arrays.asList().getClass()) {
            ((List<Object>) container).replaceAll(none -> any(all, random));
        } else if (container.getClass() == ArrayList.class || container.getClass() == LinkedList.class) {
            IntStream.range(0, count).forEach(i -> ((List<Object>) container).add(any(all, random)));
        } else if (container.getClass() == HashMap.class || container.getClass() == TreeMap.class) {
            IntStream.range(0, count).forEach(i -> ((Map<Object, Object>) container).put("k" + i, any(all, random)));
        }
    }

    private static Object any(List<Object> all, Random random) {
        return all.isEmpty() || random.nextInt(8) == 0 ? null : all.get(random.nextInt(all.size()));
    }

    /** The same objects at the same places, each in the classes of its own revision. */
    private static void assertIsLike(Object before, Object after, Revision expected) {
        Map<Object, Object> partners = new IdentityHashMap<>();
        Deque<Object[]> open = new ArrayDeque<>();
        open.push(new Object[] { before, after });
        while (!open.isEmpty()) {
            Object[] pair = open.pop();
            if (pair[0] == null || pair[1] == null || pair[0] instanceof String || pair[0] instanceof Number
                    || pair[0] instanceof Enum<?>) {
                assertThat(pair[1]).isEqualTo(pair[0]);
                continue;
            }
            Object known = partners.putIfAbsent(pair[0], pair[1]);
            if (known != null) {
                if (!(pair[0] instanceof Optional<?> optional && optional.isEmpty())) {
                    assertThat(known == pair[1]).as("%s is shared as before", kind(pair[0])).isTrue();
                }
                continue;
            }
            assertThat(kind(pair[1])).isEqualTo(kind(pair[0]));
            if (pair[1].getClass().isRecord()) {
                assertThat(pair[1].getClass().getClassLoader() == expected).isTrue();
            }
            List<Object> left = parts(pair[0]);
            List<Object> right = parts(pair[1]);
            assertThat(right.size()).isEqualTo(left.size());
            for (int i = 0; i < left.size(); i++) {
                open.push(new Object[] { left.get(i), right.get(i) });
            }
        }
    }

    /** Some wrappers are of several classes, by what they wrap. */
    private static Object kind(Object value) {
        return value instanceof Collection || value instanceof Map
                ? Kind.of(value, Place.root("test", Origin.STATE)).orElseThrow()
                : value.getClass().getName();
    }

    private static List<Object> parts(Object value) {
        List<Object> parts = new ArrayList<>();
        if (value.getClass().isRecord()) {
            for (var component : value.getClass().getRecordComponents()) {
                parts.add(Revision.get(value, component.getName()));
            }
        } else if (value.getClass().isArray()) {
            IntStream.range(0, Array.getLength(value)).forEach(i -> parts.add(Array.get(value, i)));
        } else if (value instanceof Optional<?> optional) {
            parts.add(optional.orElse(null));
        } else if (value instanceof Map.Entry<?, ?> entry) {
            parts.addAll(Arrays.asList(entry.getKey(), entry.getValue()));
        } else if (value instanceof Map<?, ?> map) {
            new ArrayList<>(map.entrySet()).forEach(entry -> parts.addAll(Arrays.asList(entry.getKey(), entry
                    .getValue())));
        } else {
            parts.addAll((Collection<?>) value);
        }
        return parts;
    }
}
