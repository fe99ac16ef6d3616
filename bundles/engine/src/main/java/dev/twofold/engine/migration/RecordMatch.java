/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import dev.twofold.engine.migration.RecordShape.Component;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How the components of one record class become those of another. Two revisions of a class must declare each component
 * alike; in what an author gives only the names must be the same, and the values fit.
 */
final class RecordMatch {

    private static final int NONE = -1;

    private final RecordShape from;
    private final RecordShape to;
    private final int[] sources;
    private final List<Mismatch> mismatches;
    private final boolean direct;
    private int uses; // a race only makes it later
    private MethodHandle converter; // a handle is safe to be handed on by a race

    private RecordMatch(RecordShape from, RecordShape to, int[] sources, List<Mismatch> mismatches) {
        this.from = from;
        this.to = to;
        this.sources = sources;
        this.mismatches = mismatches;
        this.direct = mismatches.isEmpty() && from.isPlain() && to.isPlain() && IntStream.range(0, sources.length)
                .allMatch(i -> from.components().get(sources[i]).type() == to.components().get(i).type());
    }

    static RecordMatch of(RecordShape from, RecordShape to, Origin origin) {
        int[] sources = new int[to.components().size()];
        List<Mismatch> mismatches = new ArrayList<>();
        for (int i = 0; i < sources.length; i++) {
            Component wanted = to.components().get(i);
            sources[i] = from.layout().find(wanted.name()).orElse(NONE);
            if (sources[i] == NONE) {
                mismatches.add(Mismatch.missing(wanted, origin));
            } else if (origin != Origin.GIVEN && from.type() != to.type()) {
                Component old = from.components().get(sources[i]);
                if (!isAlike(old.type(), wanted.type())) {
                    mismatches.add(Mismatch.changed(old, wanted, origin));
                }
            }
        }
        for (Component old : from.components()) {
            if (!to.layout().has(old.name())) {
                mismatches.add(Mismatch.gone(old.name(), Generics.name(old.type()), origin));
            }
        }
        return new RecordMatch(from, to, sources, List.copyOf(mismatches));
    }

    RecordShape to() {
        return to;
    }

    /** The component that a component of the new class is made of. */
    Optional<Component> before(int component) {
        return sources[component] == NONE ? Optional.empty() : Optional.of(from.components().get(sources[component]));
    }

    List<Mismatch> mismatches() {
        return mismatches;
    }

    RecordShape from() {
        return from;
    }

    /** Whether the values need not be looked at: they are plain, and declared alike. */
    boolean isDirect() {
        return direct;
    }

    /** Makes a record of another, if it is direct. */
    Object convert(Object old, Place place) {
        return from.type() == to.type() ? old : UserCode.run(place, to.failure(), () -> convert(old));
    }

    private Object convert(Object old) throws Throwable {
        MethodHandle known = converter;
        if (known == null) {
            if (++uses < RecordShape.FEW || sources.length > Handles.WIDEST) {
                return to.constructor().newInstance(read(old));
            }
            known = Handles.converter(IntStream.of(sources).mapToObj(i -> from.components().get(i).field()).toList(),
                    to.constructor());
            converter = known;
        }
        return (Object) known.invokeExact(old);
    }

    /** The values for the components of the new class. */
    Object[] read(Object old) {
        Object[] values = from.read(old);
        Object[] ordered = new Object[sources.length];
        for (int i = 0; i < sources.length; i++) {
            ordered[i] = values[sources[i]];
        }
        return ordered;
    }

    /**
     * Whether a component is declared alike in two revisions. A plain type must be the same; another may become an
     * interface or {@code Object}, since each value is checked then.
     */
    private static boolean isAlike(Type old, Type wanted) {
        Class<?> oldClass = Generics.erase(old);
        Class<?> newClass = Generics.erase(wanted);
        if (oldClass.isArray() && newClass.isArray()) {
            return isAlike(Generics.element(old), Generics.element(wanted));
        }
        if (!oldClass.getName().equals(newClass.getName())) {
            return !Plain.is(oldClass) && (newClass.isInterface() || newClass == Object.class);
        }
        if (!(old instanceof ParameterizedType oldApplied) || !(wanted instanceof ParameterizedType newApplied)) {
            return true;
        }
        Type[] oldArguments = oldApplied.getActualTypeArguments();
        Type[] newArguments = newApplied.getActualTypeArguments();
        return oldArguments.length == newArguments.length && IntStream.range(0, oldArguments.length)
                .allMatch(i -> isAlike(oldArguments[i], newArguments[i]));
    }

    /** What a match is known by. */
    record Pair(Class<?> from, Class<?> to, Origin origin) {
    }

    /**
     * A component that does not match.
     *
     * @param name its name
     * @param kind what has happened to it
     * @param why what is wrong
     * @param change what a {@code CodeChange} should do
     */
    record Mismatch(String name, ShapeDifference.Kind kind, String why, String change) {

        static Mismatch missing(Component wanted, Origin origin) {
            return new Mismatch(wanted.name(), ShapeDifference.Kind.ADDED, origin.missing(wanted.type()), "gives it");
        }

        static Mismatch changed(Component old, Component wanted, Origin origin) {
            return new Mismatch(old.name(), ShapeDifference.Kind.RETYPED, origin.changed(old.type(), wanted.type()),
                    "converts it");
        }

        static Mismatch gone(String name, String type, Origin origin) {
            return new Mismatch(name, ShapeDifference.Kind.GONE, origin.gone(type),
                    "leaves it out or puts it elsewhere");
        }

        /** One error for all mismatches of a record; its path is that of the first. */
        static ConversionException error(List<Mismatch> mismatches, Place place) {
            Mismatch first = mismatches.get(0);
            if (mismatches.size() == 1) {
                return place.component(first.name()).refuse(first.why(), first.change());
            }
            StringBuilder why = new StringBuilder(first.why());
            for (Mismatch other : mismatches.subList(1, mismatches.size())) {
                why.append("; ").append(place.component(other.name()).path()).append(": ").append(other.why());
            }
            return place.component(first.name()).refuse(why.toString(), "takes care of these");
        }
    }
}
