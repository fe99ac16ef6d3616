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
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Classes are generated, changed and compiled, all of them at once; values of theirs are carried over and back. Each is equal
 * afterwards, or refused with a path. For millions of values, and to repeat a run:
 * {@code -Dconversion.tries=5000000 -Dconversion.seed=1}.
 */
class ConversionPropertyTest {

    private static final int TRIES = Integer.getInteger("conversion.tries", 10_000);
    private static final int TURNS = 500;
    private static final int SHAPES = (int) Math.max(20, Math.min(1_500, Math.sqrt(TRIES)));
    private static final long SEED = Long.getLong("conversion.seed", System.nanoTime());
    private static final List<String> LEAVES = List.of("int", "long", "double", "boolean", "char", "Integer", "String",
            "java.math.BigDecimal", "UUID", "java.time.LocalDate", "Unit", "int[]", "Object", "Item", "R0", "R1", "R2",
            "Date", "BitSet", "StringBuilder", "java.nio.ByteBuffer");
    private static final List<Pair> SHUFFLED = new ArrayList<>();
    private static final List<Pair> CHANGED = new ArrayList<>();
    private static final AtomicLong CARRIED = new AtomicLong();
    private static final AtomicLong REFUSED = new AtomicLong();

    @BeforeContainer
    static void compile() {
        Random random = new Random(SEED);
        RandomGenerator<Model> models = models().generator(1_000);
        RandomGenerator<List<Change>> changes = changes().generator(1_000);
        List<Model> before = new ArrayList<>();
        List<Model> after = new ArrayList<>();
        for (int i = 0; i < SHAPES; i++) {
            before.add(models.next(random).value());
            Model next = before.get(i);
            for (Change change : i % 2 == 0 ? List.<Change>of() : changes.next(random).value()) {
                next = change.of(next);
            }
            after.add(i % 2 == 0 ? shuffled(next, random) : next);
        }
        List<Revision> old = Revision.all(before.stream().map(Model::source).toList());
        List<Revision> next = Revision.all(after.stream().map(Model::source).toList());
        for (int i = 0; i < SHAPES; i++) {
            (i % 2 == 0 ? SHUFFLED : CHANGED).add(Pair.of(before.get(i), old.get(i), next.get(i)));
        }
    }

    @AfterContainer
    static void tell() {
        System.out.printf("conversion: %d values of %d classes carried over and back, %d refused; seed %d%n",
                CARRIED.get(), 5 * SHAPES, REFUSED.get(), SEED);
        SHUFFLED.clear();
        CHANGED.clear();
    }

    @Property(tries = TURNS, generation = GenerationMode.EXHAUSTIVE, shrinking = ShrinkingMode.OFF)
    void carriesOverAndBackWhatHasNotChangedBesidesItsOrder(@ForAll @IntRange(max = TURNS - 1) int turn) {
        Random random = new Random(SEED + turn);
        for (int i = 0; i < share(); i++) {
            assertThat(SHUFFLED.get(random.nextInt(SHUFFLED.size())).carriesOverAndBack(random)).isTrue();
        }
    }

    @Property(tries = TURNS, generation = GenerationMode.EXHAUSTIVE, shrinking = ShrinkingMode.OFF)
    void carriesOverAndBackOrRefusesWithAPath(@ForAll @IntRange(max = TURNS - 1) int turn) {
        Random random = new Random(SEED + turn);
        for (int i = 0; i < share(); i++) {
            CHANGED.get(random.nextInt(CHANGED.size())).carriesOverAndBack(random);
        }
    }

    /** Of the values, how many in one turn of a property. */
    private static int share() {
        return Math.max(1, TRIES / 2 / TURNS);
    }

    private static Model shuffled(Model model, Random random) {
        List<List<Component>> shuffled = new ArrayList<>();
        model.records().forEach(record -> {
            List<Component> other = new ArrayList<>(record);
            Collections.shuffle(other, random);
            shuffled.add(other);
        });
        return new Model(shuffled, reversed(model.constants()), model.items());
    }

    /** Two revisions, and what is needed to go from one to the other and back. Used by one thread. */
    private record Pair(Model model, Revision old, Revision next, Conversion there, Conversion back, Rendering oldForm,
            Rendering nextForm, List<ShapeDifference> differences, boolean alwaysRefused) {

        static Pair of(Model model, Revision old, Revision next) {
            Conversion there = new Conversion(old, next);
            List<ShapeDifference> differences = there.compare(old.type("R0"), next.type("R0"));
            return new Pair(model, old, next, there, new Conversion(next, old), new Rendering(old), new Rendering(next),
                    differences, differences.stream().anyMatch(one -> one.verdict() == Verdict.REFUSED));
        }

        /** {@code false} if a value was refused. */
        boolean carriesOverAndBack(Random random) {
            Object value = model.value(old, 0, random, 0);
            long digest = oldForm.digest(value);
            boolean carried = false;
            try {
                Object changed = there.shape(value, next.type("R0"));
                assertThat(alwaysRefused).as("carried over in spite of %s", differences).isFalse();
                assertSame(value, changed, nextForm.digest(changed) == digest, "over");
                Object viewed = there.shape(there.view(value), next.type("R0"));
                assertSame(value, viewed, nextForm.digest(viewed) == digest, "over through a view");
                Object returned = back.shape(changed, old.type("R0"));
                assertSame(value, returned, oldForm.digest(returned) == digest, "back");
                assertSame(value, returned, there.lost(value, returned, 1).isEmpty(), "without a loss");
                CARRIED.incrementAndGet();
                carried = true;
            } catch (ConversionException refused) {
                REFUSED.incrementAndGet();
                assertThat(refused.path()).startsWith("R0.");
                assertThat(refused).hasMessageStartingWith(refused.path()).hasMessageContaining("write a CodeChange");
            }
            assertSame(value, value, oldForm.digest(value) == digest, "and left alone");
            return carried;
        }

        private void assertSame(Object before, Object after, boolean same, String how) {
            if (!same) {
                String text = oldForm.of(before);
                String other = (after.getClass().getClassLoader() == old ? oldForm : nextForm).of(after);
                throw new AssertionError("carried " + how + ", with -Dconversion.seed=" + SEED + ": " + text
                        + " has become " + other + "; old classes: " + old.source() + "; new: " + next.source());
            }
        }
    }

    private static Arbitrary<Model> models() {
        Arbitrary<List<List<Component>>> records = terms().list().ofMinSize(1).ofMaxSize(5).map(terms -> {
            List<Component> components = new ArrayList<>();
            terms.forEach(term -> components.add(new Component("c" + components.size(), term)));
            return List.copyOf(components);
        }).list().ofSize(3);
        Arbitrary<Set<Integer>> items = Arbitraries.integers().between(0, 2).set().ofMinSize(1);
        return Combinators.combine(records, items).as((all, some) -> new Model(all, List.of("A", "B", "C"), some));
    }

    private static Arbitrary<List<Change>> changes() {
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
