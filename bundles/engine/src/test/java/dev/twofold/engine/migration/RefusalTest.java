/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RefusalTest {

    private static final List<List<String>> CHANGES = List.of(List.of("int", "long"), List.of("long", "int"),
            List.of("long", "Long"), List.of("Long", "long"), List.of("String", "Object"), List.of("Object", "String"),
            List.of("List<String>", "List<Integer>"), List.of("List<Object>", "List<String>"),
            List.of("List<String>", "ArrayList<String>"), List.of("Optional<Long>", "Optional<Integer>"),
            List.of("int[]", "long[]"), List.of("A", "B"), List.of("Map<String, A[]>", "Map<String, B[]>"),
            List.of("List<? extends A>", "List<? extends B>"),
            List.of("java.time.Instant", "Comparable<java.time.Instant>"));
    private static final Revision BEFORE = declaring(0);
    private static final Revision AFTER = declaring(1);

    @Test
    void tellsPathTypesAndWayOutOfAChangedComponent() {
        Revision old = Revision.of("record CounterState(Total total) {} record Total(long value) {}");
        Revision next = Revision.of("record CounterState(Total total) {} record Total(int value) {}");

        ConversionException refusal = refusal(old.make("CounterState", old.make("Total", 1L)), next, "CounterState");

        assertThat(refusal).hasMessage("CounterState.total.value: long in the old state, int in the new one;"
                + " write a CodeChange that converts it");
        assertThat(refusal.path()).isEqualTo("CounterState.total.value");
    }

    @Test
    void refusesANewComponent() {
        Revision old = Revision.of("record State(long count) {}");
        Revision next = Revision.of("record State(long count, String label) {}");

        assertThat(refusal(old.make("State", 1L), next, "State")).hasMessage(
                "State.label: nothing in the old state, String in the new one; write a CodeChange that gives it");
    }

    @Test
    void refusesToForgetAComponent() {
        Revision old = Revision.of("record State(long count, String label) {}");
        Revision next = Revision.of("record State(long count) {}");

        assertThat(refusal(old.make("State", 1L, "a"), next, "State")).hasMessage(
                "State.label: String in the old state, nothing in the new one;"
                        + " write a CodeChange that leaves it out or puts it elsewhere");
    }

    @Test
    void tellsBothNamesOfARenamedComponentAndItsPathInAList() {
        Revision old = Revision.of("record Meter(List<Reading> readings) {} record Reading(String unit) {}");
        Revision next = Revision.of("record Meter(List<Reading> readings) {} record Reading(String scale) {}");
        Object meter = old.make("Meter", List.of(old.make("Reading", "kWh")));

        assertThat(refusal(meter, next, "Meter")).hasMessage("Meter.readings[0].scale: nothing in the old state,"
                + " String in the new one; Meter.readings[0].unit: String in the old state, nothing in the new one;"
                + " write a CodeChange that takes care of these");
    }

    @ParameterizedTest
    @MethodSource("declarations")
    void refusesEveryChangeOfADeclarationEvenIfTheValueIsEmpty(String name, String before) {
        Object value = before.equals("int") ? (Object) 1 : before.equals("long") ? 1L : null;

        assertThat(refusal(BEFORE.make(name, value), AFTER, name)).hasMessageStartingWith(name + ".value: ")
                .hasMessageContaining(" in the old state, ");
    }

    @Test
    void letsADeclarationBecomeWiderWhereTheValuesAreOfTheSameClass() {
        Revision old = Revision.of("record State(ArrayList<String> one, A two) {} record A(int n) {}");
        Revision next = Revision.of("record State(Collection<String> one, Object two) {} record A(int n) {}");
        Object state = old.make("State", new ArrayList<>(List.of("a")), old.make("A", 1));

        assertThat(new Conversion(next).shape(state, next.type("State"))).hasToString("State[one=[a], two=A[n=1]]");
    }

    @Test
    void tellsTheElementThatIsOfAnotherTypeThanDeclared() {
        Revision old = Revision.of("record State(Collection<?> value) {}");
        Revision next = Revision.of("record State(List<?> value) {}");

        assertThat(refusal(old.make("State", Set.of()), next, "State"))
                .hasMessageStartingWith("State.value: SetN in the old state, List<?> in the new one");
        assertThatThrownBy(() -> new Conversion(next).shape(new ArrayList<>(List.of("a", 1)),
                Revision.of("class T { List<String> of; }").type("T").getDeclaredField("of").getGenericType()))
                .hasMessageStartingWith("List<String>[1]: Integer in the old state, String in the new one");
    }

    @Test
    void refusesAConstantThatIsGone() {
        Revision old = Revision.of("record State(Mode mode) {} enum Mode { ON, OFF }");
        Revision next = Revision.of("record State(Mode mode) {} enum Mode { ON, IDLE }");

        assertThat(refusal(old.make("State", old.constant("Mode", "OFF")), next, "State"))
                .hasMessageStartingWith("State.mode: no constant OFF in the enum Mode; it has: [ON, IDLE]");
    }

    @Test
    void refusesAClassThatIsGone() {
        Revision old = Revision.of(
                "record State(Shape shape) {} interface Shape {} record Circle() implements Shape {}");
        Revision next = Revision.of("record State(Shape shape) {} interface Shape {}");

        assertThat(refusal(old.make("State", old.make("Circle")), next, "State"))
                .hasMessageStartingWith("State.shape: there is no class m.Circle in the new revision");
    }

    @Test
    void refusesAClassThatIsNoShapeAnyMore() {
        Revision old = Revision.of(
                "record State(Shape shape) {} interface Shape {} record Circle() implements Shape {}");
        Revision next = Revision.of("record State(Shape shape) {} interface Shape {} record Circle() {}");

        assertThat(refusal(old.make("State", old.make("Circle")), next, "State"))
                .hasMessageStartingWith("State.shape: Circle in the old state, Shape in the new one");
    }

    @Test
    void refusesWhatIsNotDataOfTheOldRevision() {
        String source = "record State(Object value) {} class Own {} enum E { A }"
                + " class Made { static Object lambda() { return (Runnable) () -> {}; }"
                + " static Object anonymous() { return new ArrayList<String>() { }; }"
                + " static Object proxy() { return java.lang.reflect.Proxy.newProxyInstance(Made.class.getClassLoader(),"
                + " new Class<?>[] { Runnable.class }, (p, m, a) -> null); } }";
        Revision old = Revision.of(source);
        Revision next = Revision.of(source);

        assertThat(refused(old, next, old.make("Own"))).contains("an object of the class m.Own");
        assertThat(refused(old, next, old.type("Own"))).contains("the class m.Own itself");
        assertThat(refused(old, next, made(old, "lambda"))).contains("a lambda, proxy or the like");
        assertThat(refused(old, next, made(old, "proxy"))).contains("a lambda, proxy or the like");
        assertThat(refused(old, next, made(old, "anonymous"))).contains("not among the kinds of containers");
        assertThat(refused(old, next, new IllegalStateException())).contains("dev.twofold.server.Failure");
        assertThat(refused(old, next, new ArrayList<>().iterator())).contains("a window on the old state");
        assertThat(refused(old, next, List.of().stream())).contains("a window on the old state");
        assertThat(refused(old, next, new TreeMap<>(Map.of("a", 1)).entrySet().iterator().next()))
                .contains("a window on the old state");
        assertThat(refused(old, next, new PriorityQueue<>())).contains("java.util.PriorityQueue");
        assertThat(refused(old, next, new CopyOnWriteArrayList<>())).contains("CopyOnWriteArrayList");
        assertThat(refused(old, next, new TreeMap<>(Comparator.comparing(Object::toString))))
                .startsWith("State.value.comparator(): a lambda");
        assertThat(refused(old, next, new TreeMap<>(Collections.reverseOrder(String.CASE_INSENSITIVE_ORDER))))
                .startsWith("State.value.comparator(): ");
        assertThat(refused(old, next, new TreeMap<>(Comparator.<String>naturalOrder().reversed().thenComparing(
                Comparator.naturalOrder())))).startsWith("State.value.comparator(): ");
    }

    @Test
    void tellsWhatTheNewConstructorDislikesAsText() {
        Revision old = Revision.of("record State(List<Level> levels) {} record Level(int value) {}");
        Revision next = Revision.of("record State(List<Level> levels) {} record Level(int value) {"
                + " Level { if (value < 0) throw new IllegalStateException(\"below zero: \" + value); } }");
        Object state = old.make("State", List.of(old.make("Level", 1), old.make("Level", -1)));

        ConversionException refusal = refusal(state, next, "State");

        assertThat(refusal).hasNoCause().hasMessage(
                "State.levels[1]: the constructor of Level does not take the values:"
                        + " java.lang.IllegalStateException: below zero: -1; write a CodeChange that replaces it");
        assertThat(refusal.getSuppressed()).isEmpty();
    }

    @Test
    void survivesErrorsOfTheNewClasses() {
        String fine = "record State(Set<Level> levels) {} record Level(int value) {}";
        Revision old = Revision.of(fine);
        Object state = old.make("State", new HashSet<>(Set.of(old.make("Level", 1))));

        assertThat(refusal(state, Revision.of(
                "record State(Set<Level> levels) {} record Level(int value) { static int x = 1 / (int) 0L; }"),
                "State"))
                .hasMessageContaining("ExceptionInInitializerError");
        assertThat(refusal(state, Revision.of("record State(Set<Level> levels) {} record Level(int value) {"
                + " public int hashCode() { throw new AssertionError(\"no hash\"); } }"), "State"))
                .hasMessageStartingWith("State.levels: its elements cannot be put together again")
                .hasMessageContaining("no hash");
        assertThat(refusal(state, Revision.of("record State(Set<Level> levels) {} record Level(int value) {"
                + " Level { endless(); } static void endless() { endless(); } }"), "State"))
                .hasMessageContaining("StackOverflowError");
    }

    @Test
    void losesNoElementThatTheNewClassTakesForAnother() {
        Revision old = Revision.of("record State(Set<Level> levels) {} record Level(int value) {}");
        Revision next = Revision.of("record State(Set<Level> levels) {} record Level(int value) {"
                + " public int hashCode() { return 1; } public boolean equals(Object o) { return o instanceof Level; } }");
        Object state = old.make("State", Set.of(old.make("Level", 1), old.make("Level", 2)));

        assertThat(refusal(state, next, "State")).hasMessageStartingWith("State.levels: elements or keys that differ");
    }

    @Test
    void neverShowsTextsOfAnAuthorsKeysInAPath() {
        String types = "record Key(int n) { public String toString() { throw new IllegalStateException(); } }";
        Revision old = Revision.of("record State(Map<Object, V> values) {} record V(int n) {}" + types);
        Revision next = Revision.of("record State(Map<Object, V> values) {} record V(long n) {}" + types);

        assertThat(refusal(old.make("State", Map.of(old.make("Key", 1), old.make("V", 1))), next, "State").path())
                .isEqualTo("State.values[0].n");
        assertThat(refusal(old.make("State", Map.of("north", old.make("V", 1))), next, "State").path())
                .isEqualTo("State.values[north].n");
    }

    static Stream<Arguments> declarations() {
        return IntStream.range(0, CHANGES.size()).mapToObj(i -> Arguments.of("S" + i, CHANGES.get(i).get(0)));
    }

    private static Revision declaring(int side) {
        return Revision.of(IntStream.range(0, CHANGES.size())
                .mapToObj(i -> "record S" + i + "(" + CHANGES.get(i).get(side) + " value) {} ")
                .collect(Collectors.joining("", "record A(int n) {} record B(int n) {} ", "")));
    }

    private static Object made(Revision revision, String how) {
        return call(() -> {
            var method = revision.type("Made").getDeclaredMethod(how);
            method.setAccessible(true);
            return method.invoke(null);
        });
    }

    private static Object call(Callable<Object> code) {
        try {
            return code.call();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private static String refused(Revision old, Revision next, Object value) {
        return refusal(old.make("State", value), next, "State").getMessage();
    }

    private static ConversionException refusal(Object state, Revision next, String type) {
        ConversionException refusal = catchThrowableOfType(ConversionException.class,
                () -> new Conversion(next).shape(state, next.type(type)));
        assertThat(refusal).as("refusal").isNotNull();
        return refusal;
    }
}
