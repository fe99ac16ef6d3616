/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Array;
import java.lang.reflect.Modifier;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of container, on both ways: from the old object, and through a view. */
class ContainerTest {

    private static final String SOURCE = """
            record State(Object any) {}
            record Item(int n) {}
            enum Colour { RED, GREEN, BLUE }
            enum Order implements Comparator<Object> {
                BACKWARDS; public int compare(Object a, Object b) { return b.toString().compareTo(a.toString()); } }
            record EnumState(Map<Colour, String> map, Set<Colour> set) {}
            record Typed(Deque<Item> deque, TreeMap<String, Item> sorted, Item[] array, ArrayList<Item> list) {}
            """;
    private static final Revision OLD = Revision.of(SOURCE);
    private static final Revision NEXT = Revision.of(SOURCE);

    private static final Set<Kind> UNORDERED = EnumSet.of(Kind.IMMUTABLE_SET, Kind.IMMUTABLE_MAP, Kind.HASH_SET,
            Kind.HASH_MAP, Kind.CONCURRENT_HASH_MAP);
    private static final Set<Kind> CONSTANT = EnumSet.of(Kind.FIXED_LIST, Kind.IMMUTABLE_LIST, Kind.NULLABLE_LIST,
            Kind.UNMODIFIABLE_LIST,
            Kind.UNMODIFIABLE_COLLECTION, Kind.IMMUTABLE_SET, Kind.UNMODIFIABLE_SET, Kind.UNMODIFIABLE_SORTED_SET);

    private final Conversion conversion = new Conversion(NEXT);

    static Stream<Collection<Object>> collections() {
        Object a = OLD.make("Item", 3);
        Object b = OLD.make("Item", 1);
        List<Object> items = new ArrayList<>(List.of(a, b));
        Set<Object> words = new HashSet<>(Set.of("x", "y"));
        return Stream.of(items, new LinkedList<>(items), new ArrayDeque<>(items), Arrays.asList(a, null), List.of(a),
                List.of(a, b, a), List.of(a, b, a).subList(1, 3), Stream.of(a, null).toList(), List.of(),
                Collections.unmodifiableList(items), Collections.unmodifiableList(new LinkedList<>(items)),
                Collections.emptyList(), Collections.singletonList(a), Collections.nCopies(2, a),
                Collections.unmodifiableCollection(items), new HashSet<>(items), new LinkedHashSet<>(items),
                new TreeSet<>(words), new TreeSet<>(Collections.<Object>reverseOrder()), Set.of(a), Set.of(a, b, "x"),
                Set.of(),
                Collections.unmodifiableSet(new HashSet<>(items)), Collections.emptySet(), Collections.singleton(a),
                Collections.unmodifiableSortedSet(new TreeSet<>(words)),
                Collections.unmodifiableNavigableSet(new TreeSet<>(words)), Collections.emptyNavigableSet(),
                enumSet(OLD));
    }

    static Stream<Map<Object, Object>> maps() {
        Object a = OLD.make("Item", 3);
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put(a, "x");
        map.put("y", a);
        map.put("n", null);
        map.put(null, "m");
        TreeMap<Object, Object> sorted = new TreeMap<>(Map.of("b", a, "a", a));
        return Stream.of(map, new HashMap<>(map), sorted, new ConcurrentHashMap<>(Map.of(a, a)), Map.of(), Map.of(a, a),
                Map.of(a, 1, "b", a), Collections.unmodifiableMap(map), Collections.emptyMap(),
                Collections.singletonMap(a, null), Collections.unmodifiableSortedMap(sorted),
                Collections.unmodifiableNavigableMap(sorted), Collections.emptyNavigableMap(), enumMap(OLD));
    }

    @ParameterizedTest
    @MethodSource("collections")
    void keepsTheKindAndOrderOfACollection(Collection<Object> old) {
        for (Object state : List.of(OLD.make("State", old), conversion.view(OLD.make("State", old)))) {
            Collection<?> carried = (Collection<?>) any(state);

            assertIsSameKind(carried, old);
            assertThat(carried).hasSameSizeAs(old).noneMatch(ContainerTest::isOld);
            assertThat(shown(carried, carried)).isEqualTo(shown(old, old));
            assertThat(isModifiable(carried)).isEqualTo(kindOf(old).filter(CONSTANT::contains).isEmpty());
        }
    }

    @ParameterizedTest
    @MethodSource("maps")
    void keepsTheKindAndOrderOfAMap(Map<Object, Object> old) {
        for (Object state : List.of(OLD.make("State", old), conversion.view(OLD.make("State", old)))) {
            Map<?, ?> carried = (Map<?, ?>) any(state);

            assertIsSameKind(carried, old);
            assertThat(carried.keySet()).noneMatch(ContainerTest::isOld);
            assertThat(carried.values()).noneMatch(ContainerTest::isOld);
            assertThat(shown(carried, carried.entrySet())).isEqualTo(shown(old, old.entrySet()));
        }
    }

    @Test
    void keepsComparators() {
        SortedMap<Object, Object> natural = new TreeMap<>(Map.of("a", 1));
        SortedSet<Object> reversed = new TreeSet<>(Collections.<Object>reverseOrder());
        @SuppressWarnings("unchecked")
        SortedSet<Object> own = new TreeSet<>((Comparator<Object>) OLD.constant("Order", "BACKWARDS"));
        own.addAll(List.of("a", "b"));
        for (Object state : List.of(OLD.make("State", own), conversion.view(OLD.make("State", own)))) {
            SortedSet<?> carried = (SortedSet<?>) any(state);
            assertThat(carried.comparator()).isSameAs(NEXT.constant("Order", "BACKWARDS"));
            assertThat(carried).hasToString("[b, a]");
        }
        assertThat(((SortedMap<?, ?>) any(OLD.make("State", natural))).comparator()).isNull();
        assertThat(((SortedSet<?>) any(OLD.make("State", reversed))).comparator()).isSameAs(Comparator.reverseOrder());
    }

    @Test
    void keepsTheOrderOfAccess() {
        Map<String, Integer> recent = new LinkedHashMap<>(16, 0.75f, true);
        recent.putAll(Map.of("a", 1));
        recent.put("b", 2);
        for (Object state : List.of(OLD.make("State", recent), conversion.view(OLD.make("State", recent)))) {
            Map<?, ?> carried = (Map<?, ?>) any(state);
            assertThat(carried).hasToString("{a=1, b=2}");
            carried.get("a");
            assertThat(carried).hasToString("{b=2, a=1}");
        }
        assertThat(recent).hasToString("{a=1, b=2}");
    }

    @Test
    void tellsTheEnumOfAnEmptyContainerByItsDeclaration() {
        Object state = OLD.make("EnumState", emptied(enumMap(OLD)), emptied(enumSet(OLD)));

        for (Object way : List.of(state, conversion.view(state))) {
            Object carried = conversion.shape(way, NEXT.type("EnumState"));
            assertThat(Revision.get(carried, "map")).isEqualTo(Map.of()).isInstanceOf(EnumMap.class);
            assertThat(Revision.get(carried, "set")).isEqualTo(Set.of()).isInstanceOf(EnumSet.class);
            @SuppressWarnings("unchecked")
            Map<Object, Object> map = (Map<Object, Object>) Revision.get(carried, "map");
            map.put(NEXT.constant("Colour", "RED"), "x");
            assertThat(map).hasToString("{RED=x}");
        }
        assertThatThrownBy(() -> any(OLD.make("State", emptied(enumSet(OLD)))))
                .hasMessageStartingWith("State.any: an EnumSet or EnumMap, and neither");
    }

    @Test
    void keepsTheEnumsOfTheJdk() {
        Map<TimeUnit, Object> units = new EnumMap<>(Map.of(TimeUnit.DAYS, OLD.make("Item", 1)));

        Map<?, ?> carried = (Map<?, ?>) any(conversion.view(OLD.make("State", units)));

        assertThat(carried).isInstanceOf(EnumMap.class).hasToString("{DAYS=Item[n=1]}");
        assertThat(conversion.view(TimeUnit.DAYS).get("value")).isSameAs(TimeUnit.DAYS);
    }

    @Test
    void turnsWhatAnAuthorGivesIntoTheDeclaredKind() {
        Object item = OLD.make("Item", 1);
        Object given = Conversion.emptyView().with("deque", List.of(item)).with("sorted", Map.of("b", item, "a", item))
                .with("array", List.of(item)).with("list", Arrays.asList(item));

        Object carried = conversion.shape(given, NEXT.type("Typed"));

        assertThat(Revision.get(carried, "deque")).isInstanceOf(ArrayDeque.class);
        assertThat(Revision.get(carried, "sorted")).hasToString("{a=Item[n=1], b=Item[n=1]}");
        assertThat(Revision.get(carried, "array").getClass()).isSameAs(NEXT.type("Item").arrayType());
        assertThat(Revision.get(carried, "list")).isInstanceOf(ArrayList.class).hasToString("[Item[n=1]]");
        assertThat(conversion.shape(new Given(List.of(), Map.of(), List.of(item), List.of()), NEXT.type("Typed")))
                .extracting("deque").isInstanceOf(ArrayDeque.class);
        assertThatThrownBy(() -> conversion.shape(Conversion.emptyView().with("deque", Set.of(item))
                .with("sorted", Map.of()).with("array", List.of()).with("list", List.of()), NEXT.type("Typed")))
                .hasMessage("Typed.deque: LinkedHashSet given, Deque<Item> wanted");
    }

    @Test
    void carriesPairs() {
        Object item = OLD.make("Item", 1);
        for (Map.Entry<?, ?> pair : List.of(Map.entry("a", item), new SimpleImmutableEntry<>(item, null))) {
            for (Object state : List.of(OLD.make("State", pair), conversion.view(OLD.make("State", pair)))) {
                Object carried = any(state);
                assertThat(carried.getClass()).isSameAs(pair.getClass());
                assertThat(carried).hasToString(pair.toString()).isNotEqualTo(pair);
            }
        }
    }

    @Test
    void keepsArraysInsideAView() {
        Object items = Array.newInstance(OLD.type("Item"), 1);
        Array.set(items, 0, OLD.make("Item", 1));

        Object[] array = { items, new long[] { 5 }, new int[0][1] };

        Object carried = any(conversion.view(OLD.make("State", (Object) array)));

        Object[] parts = (Object[]) carried;
        assertThat(parts[0].getClass()).isSameAs(NEXT.type("Item").arrayType());
        assertThat(parts[1]).isEqualTo(new long[] { 5 });
        assertThat(parts[2]).isInstanceOf(int[][].class);
    }

    private Object any(Object state) {
        return Revision.get(conversion.shape(state, NEXT.type("State")), "any");
    }

    private static Optional<Kind> kindOf(Object container) {
        return Kind.of(container, Place.root("test", Origin.STATE));
    }

    private static boolean isOld(Object value) {
        return value != null && value.getClass().getClassLoader() == OLD;
    }

    /** Some wrappers are of several classes, by what they wrap; those that have a public name are of that class. */
    private static void assertIsSameKind(Object carried, Object old) {
        boolean isPublic = Modifier.isPublic(old.getClass().getModifiers());
        if (isPublic) {
            assertThat(carried).isExactlyInstanceOf(old.getClass());
        }
        assertThat(kindOf(carried)).isEqualTo(kindOf(old)).isNotEmpty();
    }

    /** The elements in their order, where there is one. */
    private static String shown(Object container, Collection<?> elements) {
        Stream<String> texts = elements.stream().map(String::valueOf);
        boolean ordered = kindOf(container).filter(UNORDERED::contains).isEmpty();
        return (ordered ? texts : texts.sorted()).collect(Collectors.joining(", "));
    }

    private static boolean isModifiable(Collection<?> collection) {
        try {
            collection.add(null);
            return true;
        } catch (UnsupportedOperationException not) {
            return false;
        } catch (NullPointerException takesNoNull) {
            return true;
        }
    }

    private static <T> T emptied(T container) {
        if (container instanceof Map<?, ?> map) {
            map.clear();
        } else {
            ((Collection<?>) container).clear();
        }
        return container;
    }

    @SuppressWarnings({ "unchecked", "rawtypes" })
    private static Collection<Object> enumSet(Revision revision) {
        return (Collection) EnumSet.of((Enum) revision.constant("Colour", "BLUE"), (Enum) revision.constant("Colour",
                "RED"));
    }

    @SuppressWarnings({ "unchecked", "rawtypes" })
    private static Map<Object, Object> enumMap(Revision revision) {
        return new EnumMap(Map.of(revision.constant("Colour", "BLUE"), "x", revision.constant("Colour", "RED"), "y"));
    }

    private record Given(List<Object> deque, Map<String, Object> sorted, List<Object> array, List<Object> list) {
    }

    @Test
    void whatAnAuthorGivesCanBeChangedAfterwards() {
        List<Object> words = List.of("x", "y");
        for (Object given : List.of(words, Stream.of("x", "y").toList(), Arrays.asList("x", "y"), Collections
                .unmodifiableList(words), Set.of("x"), Collections.unmodifiableSet(new HashSet<>(words)), Collections
                        .unmodifiableSortedSet(new TreeSet<>(Set.of("x"))))) {
            Object inView = conversion.shapeGiven(Conversion.emptyView().with("any", given), NEXT.type("State"));
            Object inRecord = conversion.shapeGiven(NEXT.make("State", given), NEXT.type("State"));
            for (Object state : List.of(inView, inRecord)) {
                @SuppressWarnings("unchecked")
                Collection<Object> kept = (Collection<Object>) Revision.get(state, "any");
                assertThat(kept).containsExactlyElementsOf((Collection<?>) given);
                assertThat(kept.add("z")).as("%s", given.getClass()).isTrue();
            }
        }
        Object state = conversion.shapeGiven(Conversion.emptyView().with("any", Map.of("a", List.of(1))), NEXT.type(
                "State"));
        @SuppressWarnings("unchecked")
        Map<String, List<Object>> map = (Map<String, List<Object>>) Revision.get(state, "any");
        map.get("a").add(2);
        map.put("b", List.of());
        assertThat(map).containsEntry("a", List.of(1, 2)).containsKey("b");
    }

    @Test
    void whatComesBackChangeableIsNoLoss() {
        Object before = NEXT.make("State", List.of("x"));
        assertThat(conversion.lost(before, NEXT.make("State", new ArrayList<>(List.of("x"))), 5)).isEmpty();
        assertThat(conversion.lost(NEXT.make("State", new ArrayList<>(List.of("x"))), before, 5)).hasSize(1);
    }
}
