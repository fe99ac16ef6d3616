/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import dev.twofold.engine.migration.RecordMatch.Mismatch;
import dev.twofold.engine.migration.RecordShape.Component;
import dev.twofold.engine.migration.ShapeDifference.Verdict;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Compares a type of one revision with the type that stands for it in another, without any value: what is added, gone and
 * declared otherwise, down to everything that is declared. It asks the same that {@link Conversion} asks of each value, so
 * what it calls refused is refused. Used by one thread.
 */
final class ShapeComparison {

    private final Wiring wiring;
    private final RecordShapes shapes;
    private final Origin origin;
    private final List<ShapeDifference> differences = new ArrayList<>();
    private final Deque<Pair> open = new ArrayDeque<>();
    private final Set<List<Type>> seen = new HashSet<>();

    ShapeComparison(Wiring wiring, RecordShapes shapes, Origin origin) {
        this.wiring = wiring;
        this.shapes = shapes;
        this.origin = origin;
    }

    /** All differences, from the outside to the inside. */
    List<ShapeDifference> compare(Type old, Type next) {
        add(old, next, Place.root(Generics.name(old), origin), true);
        while (!open.isEmpty()) {
            Pair pair = open.remove();
            compare(pair);
        }
        return List.copyOf(differences);
    }

    private void add(Type old, Type next, Place place, boolean always) {
        boolean isSamePlain = old == next && old instanceof Class<?> plain && Plain.is(plain);
        if (!isSamePlain && seen.add(List.of(old, next))) {
            open.add(new Pair(old, next, place, always));
        }
    }

    private void compare(Pair pair) {
        Class<?> old = Generics.erase(pair.old());
        Class<?> next = Generics.erase(pair.next());
        if (old.isArray()) {
            if (next.isArray()) {
                add(Generics.element(pair.old()), Generics.element(pair.next()), pair.place().element(), false);
            }
        } else if (Jdk.defines(old)) {
            arguments(pair);
        } else if (old.isRecord()) {
            counterpart(old, next, next.isRecord(), pair).ifPresent(wanted -> record(wanted, pair));
        } else if (old.isEnum()) {
            counterpart(old, next, next.isEnum(), pair).ifPresent(wanted -> constants(old, wanted, pair));
        } else if (old.isSealed()) {
            counterpart(old, next, next.isSealed(), pair).ifPresent(wanted -> subtypes(old, wanted, pair));
        }
    }

    private Optional<Class<?>> counterpart(Class<?> old, Class<?> next, boolean isDeclared, Pair pair) {
        Optional<Class<?>> wanted = isDeclared ? Optional.of(next) : wiring.counterpart(old);
        if (wanted.isEmpty()) {
            differences.add(new ShapeDifference(pair.place().path(), ShapeDifference.Kind.GONE,
                    "there is no class " + old.getName() + " in the new revision",
                    old.isSealed() ? Verdict.HARMLESS : pair.verdict()));
        }
        return wanted;
    }

    private void record(Class<?> wanted, Pair pair) {
        Class<?> old = Generics.erase(pair.old());
        if (!wanted.isRecord() || old == wanted && Generics.bindings(pair.old()).isEmpty()) {
            return;
        }
        Place place = old.getName().equals(wanted.getName()) ? pair.place() : pair.place().from(Origin.GIVEN);
        RecordMatch match = shapes.match(old, wanted, place);
        Set<String> misfits = new HashSet<>();
        for (Mismatch mismatch : match.mismatches()) {
            misfits.add(mismatch.name());
            differences.add(new ShapeDifference(place.component(mismatch.name()).path(), mismatch.kind(), mismatch
                    .why(), pair.verdict()));
        }
        Map<TypeVariable<?>, Type> before = Generics.bindings(pair.old());
        Map<TypeVariable<?>, Type> after = Generics.bindings(pair.next());
        for (int i = 0; i < match.to().components().size(); i++) {
            Component next = match.to().components().get(i);
            Component same = match.before(i).orElse(null);
            if (same != null && !misfits.contains(same.name())) {
                add(Generics.resolve(same.type(), before), Generics.resolve(next.type(), after), place.component(same
                        .name()), false);
            }
        }
    }

    private void constants(Class<?> old, Class<?> wanted, Pair pair) {
        if (old == wanted || !wanted.isEnum()) {
            return;
        }
        List<String> before = names(old);
        List<String> after = names(wanted);
        before.stream().filter(name -> !after.contains(name)).forEach(name -> add(pair, ShapeDifference.Kind.GONE,
                "no constant " + name + " in the enum " + wanted.getSimpleName(), Verdict.REFUSED_IF_PRESENT));
        after.stream().filter(name -> !before.contains(name)).forEach(name -> add(pair, ShapeDifference.Kind.ADDED,
                "the constant " + name + " is new in the enum " + wanted.getSimpleName(), Verdict.HARMLESS));
    }

    /** By the fields: asking for the constants would run the code of an author. */
    private static List<String> names(Class<?> type) {
        return Stream.of(type.getDeclaredFields()).filter(field -> field.isEnumConstant()).map(field -> field.getName())
                .toList();
    }

    private void subtypes(Class<?> old, Class<?> wanted, Pair pair) {
        Set<String> before = new HashSet<>();
        for (Class<?> subtype : old.getPermittedSubclasses()) {
            before.add(subtype.getName());
            Optional<Class<?>> after = wiring.counterpart(subtype);
            if (after.isEmpty() || !wanted.isAssignableFrom(after.get())) {
                add(pair, ShapeDifference.Kind.GONE, "no subtype " + subtype.getSimpleName() + " of "
                        + wanted.getSimpleName(), Verdict.REFUSED_IF_PRESENT);
            } else {
                add(subtype, after.get(), pair.place().as(subtype.getSimpleName()), false);
            }
        }
        if (wanted.isSealed()) {
            Stream.of(wanted.getPermittedSubclasses()).filter(subtype -> !before.contains(subtype.getName()))
                    .forEach(subtype -> add(pair, ShapeDifference.Kind.ADDED, "the subtype " + subtype.getSimpleName()
                            + " of " + wanted.getSimpleName() + " is new", Verdict.HARMLESS));
        }
    }

    private void arguments(Pair pair) {
        if (!(pair.old() instanceof ParameterizedType before) || !(pair.next() instanceof ParameterizedType after)) {
            return;
        }
        Type[] old = before.getActualTypeArguments();
        Type[] next = after.getActualTypeArguments();
        for (int i = 0; i < Math.min(old.length, next.length); i++) {
            boolean isKey = i == 0 && Map.class.isAssignableFrom(Generics.erase(before));
            boolean isElement = Collection.class.isAssignableFrom(Generics.erase(before)) || i == 1;
            add(old[i], next[i], isKey
                    ? pair.place().component("key()")
                    : isElement ? pair.place().element() : pair.place(), false);
        }
    }

    private void add(Pair pair, ShapeDifference.Kind kind, String text, Verdict verdict) {
        differences.add(new ShapeDifference(pair.place().path(), kind, text, verdict));
    }

    private record Pair(Type old, Type next, Place place, boolean always) {

        Verdict verdict() {
            return always ? Verdict.REFUSED : Verdict.REFUSED_IF_PRESENT;
        }
    }
}
