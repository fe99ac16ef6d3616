/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.engine.migration.Model.Component;
import dev.twofold.engine.migration.Model.Term;
import dev.twofold.engine.migration.ShapeDifference.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/**
 * Classes are generated, changed and compiled; values of theirs are carried over and back. Each is equal afterwards, or
 * refused with a path. For millions of values: {@code -Dconversion.tries=5000000}.
 */
class ConversionPropertyTest {

    private static final int SHAPES = 25;
    private static final int TRIES = Integer.getInteger("conversion.tries", 5_000);
    private static final List<String> LEAVES = List.of("int", "long", "double", "boolean", "char", "Integer", "String",
            "java.math.BigDecimal", "UUID", "java.time.LocalDate", "Unit", "int[]", "Object", "Item", "R0", "R1", "R2");

    @Property(tries = SHAPES, shrinking = ShrinkingMode.BOUNDED)
    void carriesOverAndBackWhatHasNotChangedBesidesItsOrder(@ForAll("models") Model model, @ForAll long seed) {
        Random random = new Random(seed);
        List<List<Component>> shuffled = new ArrayList<>();
        model.records().forEach(record -> {
            List<Component> other = new ArrayList<>(record);
            Collections.shuffle(other, random);
            shuffled.add(other);
        });
        Model next = new Model(shuffled, reversed(model.constants()), model.items());

        Counts counts = run(model, next, random, TRIES / SHAPES / 2);

        assertThat(counts.refused).isZero();
    }

    @Property(tries = SHAPES, shrinking = ShrinkingMode.BOUNDED)
    void carriesOverAndBackOrRefusesWithAPath(@ForAll("models") Model model, @ForAll("changes") List<Change> changes,
            @ForAll long seed) {
        Model next = model;
        for (Change change : changes) {
            next = change.of(next);
        }
        run(model, next, new Random(seed), TRIES / SHAPES / 2);
    }

    private static Counts run(Model before, Model after, Random random, int values) {
        Revision old = Revision.of(before.source());
        Revision next = Revision.of(after.source());
        Conversion there = new Conversion(old, next);
        Conversion back = new Conversion(next, old);
        List<ShapeDifference> differences = there.compare(old.type("R0"), next.type("R0"));
        boolean alwaysRefused = differences.stream().anyMatch(one -> one.verdict() == Verdict.REFUSED);
        Rendering oldText = new Rendering(old);
        Rendering nextText = new Rendering(next);
        Counts counts = new Counts();
        for (int i = 0; i < values; i++) {
            Object value = before.value(old, 0, random, 0);
            String text = oldText.of(value);
            try {
                Object carried = there.shape(value, next.type("R0"));
                assertThat(alwaysRefused).as("carried over in spite of %s", differences).isFalse();
                assertThat(nextText.of(carried)).isEqualTo(text);
                assertThat(nextText.of(there.shape(there.view(value), next.type("R0")))).isEqualTo(text);
                Object returned = back.shape(carried, old.type("R0"));
                assertThat(oldText.of(returned)).isEqualTo(text);
                assertThat(there.lost(value, returned, 1)).isEmpty();
            } catch (ConversionException refused) {
                counts.refused++;
                assertThat(refused.path()).startsWith("R0.");
                assertThat(refused).hasMessageStartingWith(refused.path()).hasMessageContaining("write a CodeChange");
            }
            assertThat(oldText.of(value)).as("the old state was touched").isEqualTo(text);
        }
        return counts;
    }

    @Provide
    Arbitrary<Model> models() {
        Arbitrary<List<List<Component>>> records = terms().list().ofMinSize(1).ofMaxSize(5).map(terms -> {
            List<Component> components = new ArrayList<>();
            terms.forEach(term -> components.add(new Component("c" + components.size(), term)));
            return List.copyOf(components);
        }).list().ofSize(3);
        Arbitrary<Set<Integer>> items = Arbitraries.integers().between(0, 2).set().ofMinSize(1);
        return Combinators.combine(records, items).as((all, some) -> new Model(all, List.of("A", "B", "C"), some));
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        return Combinators.combine(Arbitraries.of(Change.Kind.values()), Arbitraries.integers().between(0, 2),
                Arbitraries.integers().between(0, 4), Arbitraries.of(LEAVES)).as(Change::new).list().ofMinSize(1)
                .ofMaxSize(2);
    }

    private static Arbitrary<Term> terms() {
        Arbitrary<Term> leaf = Arbitraries.of(LEAVES).map(Term::of);
        return Arbitraries.lazyOf(() -> leaf, () -> leaf, () -> leaf,
                () -> Combinators.combine(Arbitraries.of("List", "Map", "Optional", "[]", "Box"), terms())
                        .as((kind, argument) -> new Term(kind, Optional.of(argument))),
                () -> Arbitraries.of("String", "UUID", "Unit").map(element -> new Term("Set", Optional.of(Term.of(
                        element)))));
    }

    private static <T> List<T> reversed(List<T> list) {
        List<T> reversed = new ArrayList<>(list);
        Collections.reverse(reversed);
        return reversed;
    }

    private static final class Counts {
        private int refused;
    }

    /** What an author does to the classes. */
    record Change(Kind kind, int record, int component, String type) {

        enum Kind {
            ADD, REMOVE, RENAME, RETYPE, CONSTANT_GONE, CONSTANT_NEW, SUBTYPE_GONE, SUBTYPE_NEW
        }

        Model of(Model model) {
            List<List<Component>> records = new ArrayList<>(model.records());
            List<Component> components = new ArrayList<>(records.get(record));
            List<String> constants = new ArrayList<>(model.constants());
            Set<Integer> items = new TreeSet<>(model.items());
            int at = component % components.size();
            Component old = components.get(at);
            switch (kind) {
                case ADD -> components.add(at, new Component("added", Term.of(type)));
                case REMOVE -> components.remove(at);
                case RENAME -> components.set(at, new Component("renamed", old.type()));
                case RETYPE -> components.set(at, new Component(old.name(), Term.of(type)));
                case CONSTANT_GONE -> constants.remove(Math.min(at, constants.size() - 1));
                case CONSTANT_NEW -> constants.add(0, "NEW");
                case SUBTYPE_GONE -> items.remove(record);
                case SUBTYPE_NEW -> items.add(record);
            }
            records.set(record, components);
            boolean allowed = !items.isEmpty() && constants.stream().distinct().count() == constants.size()
                    && !components.isEmpty() && components.stream().map(Component::name).distinct()
                            .count() == components.size();
            return allowed ? new Model(records, constants, items) : model;
        }
    }
}
