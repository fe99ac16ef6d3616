/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.twofold.engine.migration.ShapeDifference.Kind;
import dev.twofold.engine.Migration;
import dev.twofold.engine.migration.ShapeDifference.Verdict;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShapeComparisonTest {

    @Test
    void findsNothingIfNothingHasChanged() {
        String source = """
                enum Unit { A, B }
                sealed interface Item permits One, Two {}
                record One(Unit unit, Item[] more) implements Item {}
                record Two(Map<String, List<One>> ones, Optional<Two> next, State state) implements Item {}
                record State(Item item, int count, State[][] states) {}""";

        assertThat(compare(source, source, "State")).isEmpty();
    }

    @Test
    void tellsWhatIsAddedGoneAndRetypedOfTheStateItself() {
        assertThat(compare("record State(int count, String name, long same) {}",
                "record State(long count, long same, String title) {}", "State")).containsExactlyInAnyOrder(
                        new ShapeDifference("State.count", Kind.RETYPED, "int in the old state, long in the new one",
                                Verdict.REFUSED),
                        new ShapeDifference("State.title", Kind.ADDED,
                                "nothing in the old state, String in the new one",
                                Verdict.REFUSED),
                        new ShapeDifference("State.name", Kind.GONE, "String in the old state, nothing in the new one",
                                Verdict.REFUSED));
    }

    @Test
    void leavesOpenWhatMayNotBeThere() {
        assertThat(compare("record Reading(int unit) {} record State(Map<String, List<Reading>> readings) {}",
                "record Reading(int unit, int scale) {} record State(Map<String, List<Reading>> readings) {}", "State"))
                .singleElement().satisfies(difference -> {
                    assertThat(difference.path()).isEqualTo("State.readings[][].scale");
                    assertThat(difference.verdict()).isEqualTo(Verdict.REFUSED_IF_PRESENT);
                });
    }

    @Test
    void tellsOfConstantsSubtypesAndClasses() {
        List<ShapeDifference> differences = compare("""
                enum Unit { A, B }
                sealed interface Item permits One, Two {}
                record One(int a) implements Item {}
                record Two(int b) implements Item {}
                record Gone(int c) {}
                record State(Unit unit, Item item, Object any, List<Gone> gone) {}""", """
                enum Unit { A, C }
                sealed interface Item permits One, Three {}
                record One(String a) implements Item {}
                record Three(int b) implements Item {}
                record State(Unit unit, Item item, Object any, List<?> gone) {}""", "State");

        assertThat(differences).extracting(ShapeDifference::toString).contains(
                "State.unit: no constant B in the enum Unit", "State.unit: the constant C is new in the enum Unit",
                "State.item: no subtype Two of Item", "State.item: the subtype Three of Item is new",
                "State.item(One).a: int in the old state, String in the new one");
        assertThat(differences).extracting(ShapeDifference::verdict).doesNotContain(Verdict.REFUSED);
    }

    @Test
    void endsWithTypesThatHoldThemselves() {
        assertThat(compare("record State(State next, List<State> more, int a) {}",
                "record State(State next, List<State> more) {}", "State")).extracting(ShapeDifference::path)
                .containsExactly("State.a");
    }

    @Test
    void refusesEveryStateThatItCallsRefused() {
        Revision old = Revision.of("record State(int count) {}");
        Revision next = Revision.of("record State(int count, int more) {}");
        Conversion conversion = new Conversion(next);

        assertThat(conversion.compare(old.type("State"), next.type("State"))).extracting(ShapeDifference::verdict)
                .containsExactly(Verdict.REFUSED);
        assertThatThrownBy(() -> conversion.shape(old.make("State", 1), next.type("State")))
                .hasMessageStartingWith("State.more");
    }

    @Test
    void tellsOfMessagesWhoseClassIsGone() {
        Revision old = Revision.of("record Add(int a) {} record Same(int b) {}");
        Revision next = Revision.of("record Same(int b) {}");

        assertThat(new Conversion(next).compare(old.type("Add"))).singleElement().hasToString(
                "Add: there is no class m.Add in the new revision");
        assertThat(new Conversion(next).compare(old.type("Same"))).isEmpty();
    }

    @Test
    void refusesMessagesThatTheNewRevisionExpectsAndTellsOfThoseThatItDoesNot() {
        Revision old = Revision.of("""
                sealed interface Request permits Add, Left, Same, Kind {}
                record Add(int a) implements Request {}
                record Left(int b) implements Request {}
                record Same(int c) implements Request {}
                sealed interface Kind extends Request permits Deep {}
                record Deep(int d) implements Kind {}
                """);
        Revision next = Revision.of("""
                sealed interface Request permits Add, Same, Deep {}
                record Add(int a, int more) implements Request {}
                record Same(int c) implements Request {}
                record Deep(long d) implements Request {}
                """);
        Migration migration = new Migration(new Conversion(old, next));

        List<ShapeDifference> differences = migration.messageDifferences(List.of(old.type("Request")), List.of(next
                .type("Request")));

        assertThat(differences).extracting(ShapeDifference::path, ShapeDifference::verdict).containsExactly(
                tuple("Add.more", Verdict.REFUSED), tuple("Left", Verdict.REFUSED_IF_PRESENT), tuple("Deep.d",
                        Verdict.REFUSED));
        assertThat(migration.messageDifferences(List.of(old.type("Add")), List.of())).extracting(
                ShapeDifference::verdict).containsExactly(Verdict.REFUSED_IF_PRESENT);
    }

    @Test
    void showsWhatAWayThereAndBackLoses() {
        String source = """
                enum Unit { A, B }
                record Item(String name, Unit unit) {}
                record State(List<Item> items, Map<String, Item> byName, Set<String> names, int[] numbers, Object more) {}
                """;
        Revision one = Revision.of(source);
        Revision two = Revision.of(source + "record Other() {}");
        Object a = one.constant("Unit", "A");
        Object b = one.constant("Unit", "B");
        Object before = one.make("State", Arrays.asList(one.make("Item", "x", a), null), java.util.Map.of("k", one.make(
                "Item", "y", a)), java.util.Set.of("n"), new int[] { 1, 2 }, 5);
        Object after = one.make("State", Arrays.asList(one.make("Item", "x", b), "z"), java.util.Map.of("k", one.make(
                "Item", "y2", a)), java.util.Set.of("m"), new int[] { 1, 3 }, 5L);
        Conversion there = new Conversion(two);
        Conversion back = new Conversion(one);

        assertThat(there.lost(before, back.shape(there.shape(before, two.type("State")), one.type("State")), 9))
                .isEmpty();
        assertThat(there.lost(before, after, 9)).containsExactly(
                "State.items[0].unit: the constant A of m.Unit before, the constant B of m.Unit afterwards",
                "State.items[1]: null before, 'z' afterwards", "State.byName[k].name: 'y' before, 'y2' afterwards",
                "State.names: Set before, Set afterwards", "State.numbers[1]: '2' before, '3' afterwards",
                "State.more: '5' before, '5' afterwards");
        assertThat(there.lost(before, after, 2)).hasSize(2);
    }

    private static List<ShapeDifference> compare(String before, String after, String type) {
        Revision old = Revision.of(before);
        Revision next = Revision.of(after);
        return new Conversion(next).compare(old.type(type), next.type(type));
    }
}
