/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Array;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** States that are odd, and classes that have become so: by shape and through a view. */
class BadStateTest {

    private static final String ALL = """
            record State(Item item, Mode mode, Shape shape, String text, Integer number, List<Item> list, Item[] array,
                Map<String, Item> map, Optional<Item> maybe, Set<Object> set, Object any, java.time.Instant at, int[] raw,
                Box<Item> box) {}
            record Item(int n, String text) {}
            record Box<T>(T content) {}
            enum Mode { ON }
            sealed interface Shape permits Circle {}
            record Circle() implements Shape {}
            """;
    private static final int MILLION = 1_000_000;

    @Test
    void keepsNullsInEveryPlace() {
        Revision old = Revision.of(ALL);
        Revision next = Revision.of(ALL);
        Conversion there = new Conversion(old, next);
        Object nothing = old.make("State", new Object[14]);
        Object[] values = new Object[14];
        values[0] = old.make("Item", 1, null);
        values[5] = Arrays.asList(null, values[0], null);
        values[6] = Array.newInstance(old.type("Item"), 3);
        values[7] = new HashMap<>(Collections.singletonMap(null, null));
        values[8] = Optional.empty();
        values[9] = new LinkedHashSet<>(Collections.singleton(null));
        values[10] = new Object[] { null, Collections.unmodifiableList(Arrays.asList(null, null)), new TreeMap<>(
                Collections
                        .singletonMap("a", null)) };
        values[13] = old.make("Box", new Object[] { null });
        for (Object state : List.of(nothing, old.make("State", values))) {
            for (Object given : List.of(state, there.view(state))) {
                Object carried = there.shape(given, next.type("State"));
                assertThat(new Rendering(next).of(carried)).isEqualTo(new Rendering(old).of(state));
                assertThat(there.lost(state, new Conversion(next, old).shape(carried, old.type("State")), 9)).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({ "int", "long", "boolean", "double", "char" })
    void refusesNullWhereAPrimitiveIs(String primitive) {
        Revision next = Revision.of("record State(" + primitive + " value) {}");

        assertThatThrownBy(() -> new Conversion(next).shape(Conversion.emptyView().with("value", null), next.type(
                "State")))
                .isInstanceOf(ConversionException.class).hasMessage("State.value: null given, " + primitive
                        + " wanted");
    }

    @Test
    void carriesAMillionElementsInEachKindOfContainer() {
        String source = "record State(List<Item> list, Map<Integer, Item> map, long[] raw, Object any) {} record Item(int n) {}";
        Revision old = Revision.of(source);
        Revision next = Revision.of(source);
        Conversion conversion = new Conversion(old, next);
        List<Object> list = new ArrayList<>(MILLION);
        Map<Object, Object> map = new LinkedHashMap<>();
        IntStream.range(0, MILLION).forEach(i -> list.add(old.make("Item", i)));
        IntStream.range(0, MILLION / 10).forEach(i -> map.put(i, list.get(i)));
        long[] raw = new long[MILLION];
        raw[MILLION - 1] = 7;
        Object state = old.make("State", list, map, raw, new ArrayDeque<>(list.subList(0, MILLION / 10)));

        for (Object given : List.of(state, conversion.view(state))) {
            Object carried = conversion.shape(given, next.type("State"));
            List<?> items = (List<?>) Revision.get(carried, "list");
            assertThat(items.size()).isEqualTo(MILLION);
            assertThat(items.get(MILLION - 1)).hasToString("Item[n=999999]").isExactlyInstanceOf(next.type("Item"));
            assertThat(((Map<?, ?>) Revision.get(carried, "map")).get(99_999)).hasToString("Item[n=99999]");
            assertThat(((long[]) Revision.get(carried, "raw"))[MILLION - 1]).isEqualTo(7);
        }
        list.set(MILLION - 1, new Exception());
        assertThatThrownBy(() -> conversion.shape(state, next.type("State")))
                .hasMessageStartingWith("State.list[999999]: an exception");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "record S(List<Item> items) {} record Item(long n) {} | record S(List<Item> items) {} record Item(int n) {}"
                    + " | S.items[0].n: long in the old state, int in the new one; write a CodeChange that converts it",
            "record S(List<Item> items) {} record Item(double n) {} | record S(List<Item> items) {} record Item(float n) {}"
                    + " | S.items[0].n: double in the old state, float in the new one; write a CodeChange that converts it",
            "record S(List<Item> items) {} record Item(short n) {} | record S(List<Item> items) {} record Item(Short n) {}"
                    + " | S.items[0].n: short in the old state, Short in the new one; write a CodeChange that converts it" })
    void refusesNumbersThatAreDeclaredOtherwise(String before, String after, String message) {
        Revision old = Revision.of(before);
        Revision next = Revision.of(after);
        Object number = before.contains("long")
                ? (Object) 1L
                : before.contains("double") ? (Object) 1.0 : (Object) (short) 1;

        assertThatThrownBy(() -> new Conversion(old, next)
                .shape(old.make("S", List.of(old.make("Item", number))), next.type("S")))
                .isInstanceOf(ConversionException.class).hasMessage(message);
    }

    @Test
    void tellsTheWholeOfWhatHasDisappeared() {
        String head = "record S(Map<String, List<Shape>> all) {} sealed interface Shape ";
        Revision old = Revision.of(head + "permits Circle, Square {} record Circle() implements Shape {}"
                + " record Square(Mode mode) implements Shape {} enum Mode { ON, OFF }");
        Revision without = Revision.of(head + "permits Circle {} record Circle() implements Shape {}");
        Revision unrelated = Revision.of(head + "permits Circle {} record Circle() implements Shape {}"
                + " record Square(Mode mode) {} enum Mode { ON, OFF }");
        Revision constant = Revision.of(head + "permits Circle, Square {} record Circle() implements Shape {}"
                + " record Square(Mode mode) implements Shape {} enum Mode { ON }");
        Object state = old.make("S", Map.of("a", List.of(old.make("Circle"), old.make("Square", old.constant("Mode",
                "OFF")))));

        assertThatThrownBy(() -> new Conversion(old, without).shape(state, without.type("S")))
                .hasMessage("S.all[a][1]: there is no class m.Square in the new revision; write a CodeChange that uses"
                        + " another");
        assertThatThrownBy(() -> new Conversion(old, unrelated).shape(state, unrelated.type("S")))
                .hasMessage(
                        "S.all[a][1]: Square in the old state, Shape in the new one; write a CodeChange that converts"
                                + " it");
        assertThatThrownBy(() -> new Conversion(old, constant).shape(state, constant.type("S")))
                .hasMessage("S.all[a][1].mode: no constant OFF in the enum Mode; it has: [ON]; write a CodeChange that"
                        + " chooses another");
    }
}
