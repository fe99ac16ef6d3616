/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.code.EnumValue;
import dev.twofold.code.StateView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StateViewTest {

    private static final String SOURCE = """
            record Meter(Total total, List<Reading> readings, Map<Unit, Reading> best, Optional<Reading> last, Unit unit,
                Object other, Object[] all) {}
            record Total(long value) {}
            record Reading(int value) {}
            enum Unit { KWH, MWH }
            class Parser { }
            """;
    private static final Revision OLD = Revision.of(SOURCE);
    private static final Revision NEXT = Revision.of(SOURCE);

    private final Conversion conversion = new Conversion(NEXT);

    @Test
    void showsNamesAndValuesButNeverAnOldClass() {
        StateView view = conversion.view(meter("text"));

        assertThat(view.type()).isEqualTo("m.Meter");
        assertThat(view.names()).containsExactly("total", "readings", "best", "last", "unit", "other", "all");
        assertThat(view.get("total.value")).isEqualTo(5L);
        assertThat(view.get("total")).isInstanceOf(StateView.class).hasToString("Total[value=5]");
        assertThat(view.get("unit")).isEqualTo(new EnumValue("m.Unit", "MWH"));
        assertThat(((List<?>) view.get("readings")).get(0)).isInstanceOf(StateView.class);
        assertThat(((Map<?, ?>) view.get("best")).get(new EnumValue("m.Unit", "KWH"))).hasToString("Reading[value=2]");
        assertThat(((Optional<?>) view.get("last")).orElseThrow()).isInstanceOf(StateView.class);
        assertThat(((List<?>) view.get("all")).get(0)).isInstanceOf(StateView.class);
        assertThat(view).hasToString("Meter[total=Total[value=5], readings=[Reading[value=1]], best={"
                + new EnumValue("m.Unit", "KWH") + "=Reading[value=2]}, last=Optional[Reading[value=3]], unit="
                + new EnumValue("m.Unit", "MWH") + ", other=text, all=[Reading[value=4]]]");
    }

    @Test
    void becomesTheSameStateInTheNewClasses() {
        Object meter = meter("text");

        Object direct = conversion.shape(meter, NEXT.type("Meter"));
        Object viaView = conversion.shape(conversion.view(meter), NEXT.type("Meter"));

        assertThat(viaView.toString().replaceAll("@\\w+", "")).isEqualTo(direct.toString().replaceAll("@\\w+", ""));
        assertThat((Object[]) Revision.get(viaView, "all")).isEqualTo(Revision.get(direct, "all"));
        assertThat(Revision.get(viaView, "readings")).isInstanceOf(ArrayList.class);
    }

    @Test
    void listsWhatThereIsWhenAPathIsWrong() {
        StateView view = conversion.view(meter(null));

        assertThatThrownBy(() -> view.get("totl")).isInstanceOf(IllegalArgumentException.class).hasMessage(
                "no component 'totl' in Meter; it has: total, readings, best, last, unit, other, all");
        assertThatThrownBy(() -> view.get("total.cuont"))
                .hasMessage("no component 'cuont' in Meter.total; it has: value");
        assertThatThrownBy(() -> view.get("total.value.x")).hasMessage(
                "Meter.total.value has no components, it is Long");
        assertThatThrownBy(() -> view.get("other.x")).hasMessage("Meter.other has no components, it is null");
        assertThatThrownBy(() -> view.without("x")).hasMessageStartingWith("no component 'x' in Meter");
        assertThatThrownBy(() -> view.renamed("x", "y")).hasMessageStartingWith("no component 'x' in Meter");
        assertThatThrownBy(() -> view.renamed("total", "unit")).hasMessageContaining("'unit' in Meter already");
        assertThatThrownBy(() -> view.with("a.b", 1)).hasMessageContaining("'a.b'");
    }

    @Test
    void readsComponentsAsTheTypeThatIsWanted() {
        StateView view = conversion.view(meter(null));

        assertThat(view.get("total.value", Long.class)).isEqualTo(5L);
        long primitive = view.get("total.value", long.class);
        assertThat(primitive).isEqualTo(5L);
        assertThat(view.get("total", Amount.class)).isEqualTo(new Amount(5));
        assertThat(view.get("unit", Scale.class)).isEqualTo(Scale.MWH);
        assertThat((List<?>) view.get("readings", List.class)).hasSize(1);
        assertThat(view.get("other", String.class)).isNull();
        assertThatThrownBy(() -> view.get("total.value", Integer.class)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Meter.total.value: Long given, Integer wanted");
        assertThatThrownBy(() -> view.get("readings", Amount.class)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Meter.readings: ArrayList given, Amount wanted");
    }

    @Test
    void readsAWholeViewAsARecordOfTheAuthors() {
        StateView view = Conversion.emptyView().with("total", Conversion.emptyView().with("value", 5L))
                .with("names", List.of("a"));

        assertThat(view.as(Own.class)).isEqualTo(new Own(List.of("a"), new Amount(5)));
        assertThatThrownBy(() -> view.with("names", List.of(1)).as(Own.class)).isInstanceOf(
                IllegalArgumentException.class)
                .hasMessage("Own.names[0]: Integer given, String wanted");
        assertThatThrownBy(() -> view.without("names").as(Own.class))
                .hasMessage("Own.names: nothing given, List<String> wanted");
        assertThatThrownBy(() -> view.with("more", 1).as(Own.class))
                .hasMessage("Own.more: Integer given, nothing wanted");
        assertThatThrownBy(() -> view.with("total", Conversion.emptyView().with("value", null)).as(Own.class))
                .hasMessage("Own.total.value: null given, long wanted");
    }

    @Test
    void takesRecordsOfDifferentClassesForDifferent() {
        StateView total = conversion.view(OLD.make("Total", 5L));

        assertThat(total).isNotEqualTo(conversion.view(new Amount(5))).isEqualTo(conversion.view(OLD.make("Total",
                5L)));
    }

    @Test
    void changesCopiesOnly() {
        StateView view = conversion.view(OLD.make("Total", 5L));

        StateView changed = view.with("label", "a").renamed("value", "count");

        assertThat(view).hasToString("Total[value=5]");
        assertThat(changed).hasToString("Total[count=5, label=a]");
        assertThat(changed.without("label")).hasToString("Total[count=5]").isNotEqualTo(view);
        assertThat(changed.without("label").renamed("count", "value")).isEqualTo(view).hasSameHashCodeAs(view);
        assertThatThrownBy(() -> ((List<?>) conversion.view(meter(null)).get("readings")).remove(0))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((Map<?, ?>) conversion.view(meter(null)).get("best")).clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> view.names().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void takesCopiesOfWhatAnAuthorPutsIn() {
        List<Object> names = new ArrayList<>(List.of(new Amount(1)));
        StateView view = Conversion.emptyView().with("names", names).with("set", Set.of(Scale.KWH));

        names.add("b");

        assertThat(view).hasToString("view[names=[Amount[value=1]], set=[" + new EnumValue(Scale.class.getName(), "KWH")
                + "]]");
        assertThat(((List<?>) view.get("names")).get(0)).isInstanceOf(StateView.class);
    }

    @Test
    void shapesAnAuthorsOwnRecordsIntoTheStatesClasses() {
        Revision next = Revision.of("record Tally(Total total, Long n) {} record Total(long value) {}");
        Conversion toNext = new Conversion(next);

        assertThat(toNext.shape(new Sum(new Amount(5), 6), next.type("Tally")))
                .hasToString("Tally[total=Total[value=5], n=6]");
        assertThat(toNext.shape(toNext.view(OLD.make("Total", 5L)).with("total", new Amount(7)).with("n", 8L)
                .without("value"), next.type("Tally"))).hasToString("Tally[total=Total[value=7], n=8]");
        assertThatThrownBy(() -> toNext.shape(new Sum(new Amount(5), 6), next.type("Total"))).hasMessage(
                "Total.value: nothing given, long wanted; Total.total: Amount given, nothing wanted;"
                        + " Total.n: long given, nothing wanted");
    }

    @Test
    void widensNoNumberThatAnAuthorGives() {
        assertThatThrownBy(() -> conversion.shape(Conversion.emptyView().with("value", 5), NEXT.type("Total")))
                .isInstanceOf(ConversionException.class).hasMessage("Total.value: Integer given, long wanted");
    }

    @Test
    void needsAClassWhereAnInterfaceIsDeclared() {
        assertThatThrownBy(() -> conversion.shape(conversion.view(meter(null))
                .with("other", Conversion.emptyView().with("n", 1)), NEXT.type("Meter")))
                .hasMessage("Meter.other: view given, Object wanted");
        Conversion elsewhere = new Conversion(Revision.of("record State(Object any) {}"));
        assertThatThrownBy(() -> elsewhere.shape(elsewhere.view(OLD.make("Total", 5L)), Object.class))
                .hasMessage("Object: Total given, Object wanted");
    }

    @Test
    void refusesWhatCannotBeCarriedOverOnlyIfNobodyReplacesIt() {
        StateView view = conversion.view(meter(OLD.make("Parser")));

        assertThatThrownBy(() -> view.get("other")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Meter.other: an object of the class m.Parser");
        assertThatThrownBy(() -> conversion.shape(view, NEXT.type("Meter"))).isInstanceOf(ConversionException.class)
                .hasMessageStartingWith("Meter.other: an object of the class m.Parser");
        assertThat(Revision.get(conversion.shape(view.with("other", 1), NEXT.type("Meter")), "other")).isEqualTo(1);
    }

    @Test
    void goesThroughSeveralStepsOfChange() {
        StateView first = conversion.view(new Sum(new Amount(5), 6));
        StateView second = conversion.view(first.without("n"));

        assertThat(second).hasToString("Sum[total=Amount[value=5]]");
    }

    private static Object meter(Object other) {
        return OLD.make("Meter", OLD.make("Total", 5L), new ArrayList<>(List.of(reading(1))),
                new HashMap<>(Map.of(OLD.constant("Unit", "KWH"), reading(2))), Optional.of(reading(3)),
                OLD.constant("Unit", "MWH"), other, new Object[] { reading(4) });
    }

    private static Object reading(int value) {
        return OLD.make("Reading", value);
    }

    private enum Scale {
        KWH, MWH
    }

    private record Amount(long value) {
    }

    private record Sum(Amount total, long n) {
    }

    private record Own(List<String> names, Amount total) {
    }
}
