/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import dev.twofold.code.EnumValue;
import dev.twofold.engine.migration.RecordMatch.Mismatch;
import dev.twofold.engine.migration.RecordShape.Component;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts values into the classes of the new revision: objects of old classes, and views. Everything that could hold such an
 * object is walked, whichever class it is of itself; what has not changed by that and cannot be changed by anybody is the
 * same object afterwards.
 */
final class Shaper implements Descent.Step {

    /** The key of values of which it does not matter where they are wanted. */
    private static final Object ANYWHERE = "anywhere";

    private final Descent descent;
    private final Wiring wiring;
    private final RecordShapes shapes;
    private final ContainerShaper containers;

    private Shaper(Wiring wiring, RecordShapes shapes, Map<Object, Circle> circles) {
        this.wiring = wiring;
        this.shapes = shapes;
        this.descent = new Descent(this, circles);
        this.containers = new ContainerShaper(this, wiring);
    }

    /** The whole of a value. */
    static Object whole(Object value, Wanted wanted, Place place, Wiring wiring, RecordShapes shapes) {
        RecordMatch direct = value == null ? null : shapes.direct(value.getClass(), wanted.raw());
        if (direct != null) {
            return direct.convert(value, place);
        }
        Object made = value instanceof NeutralRecord view ? ofPlain(view, wanted, place, shapes) : null;
        if (made != null) {
            return made;
        }
        try {
            return new Shaper(wiring, shapes, null).whole(value, wanted, place);
        } catch (CircleException circle) {
            Circles circles = new Circles(shapes, part -> !wiring.stays(part.getClass()));
            Map<Object, Circle> found = circles.from(value, place);
            return place.origin() == Origin.MESSAGE && !circles.isChanged()
                    ? value
                    : new Shaper(wiring, shapes, found).whole(value, wanted, place);
        }
    }

    /** What becomes of a view of plain values without any walk; {@code null} if it needs one, or does not fit. */
    private static Object ofPlain(NeutralRecord view, Wanted wanted, Place place, RecordShapes shapes) {
        RecordShape shape = wanted.isRecord() ? shapes.of(wanted.raw(), place) : null;
        int[] sources = shape != null && shape.isPlain() ? shape.sources(view.layout()).orElse(null) : null;
        if (sources == null) {
            return null;
        }
        Object[] values = new Object[sources.length];
        for (int i = 0; i < values.length; i++) {
            Object value = view.value(sources[i]);
            if (!shape.wanted()[i].takes(value)) {
                return null;
            }
            values[i] = value;
        }
        return shape.make(values, place.from(Origin.GIVEN));
    }

    private Object whole(Object value, Wanted wanted, Place place) {
        Object shaped = shape(value, wanted, place);
        return shaped == Descent.PENDING ? descent.finish() : shaped;
    }

    /** What a value is, as the author of a {@code CodeChange} sees it. */
    static String describe(Object value) {
        if (value instanceof NeutralRecord view) {
            return view.title();
        }
        if (value instanceof EnumValue constant) {
            return "the constant " + constant.name() + " of " + constant.type();
        }
        if (value instanceof NeutralContainer container) {
            return container.kind().title();
        }
        if (value instanceof NeutralArray array) {
            return "an array";
        }
        return value == null ? "null" : Generics.name(value.getClass());
    }

    /** For what belongs to another value, which is not made if there is something pending. */
    Descent descent() {
        return descent;
    }

    /** Whether a value is at its place as it is. */
    static boolean isAtHome(Object value, Wanted wanted) {
        return (value == null || Plain.is(value.getClass())) && wanted.takes(value);
    }

    Object shape(Object value, Wanted wanted, Place place) {
        if (isAtHome(value, wanted)) {
            return value;
        }
        if (value == null) {
            throw misfit(null, wanted, place);
        }
        Class<?> type = value.getClass();
        Sort sort = shapes.sort(type);
        return isVisited(value, type, sort, place)
                ? fit(value, descent.descend(value, key(value, type, sort, wanted, place), wanted, place), wanted,
                        place)
                : fit(value, shaped(value, type, sort, wanted, place), wanted, place);
    }

    private boolean isVisited(Object value, Class<?> type, Sort sort, Place place) {
        return sort == Sort.RECORD ? !shapes.of(type, place).isFlat() : sort.isHolder() || Copies.isFor(value);
    }

    /**
     * A state's object is one object, wherever it is declared; only a record may become one of several. Of what an author
     * gives, the declaration decides what becomes of it.
     */
    private Object key(Object value, Class<?> type, Sort sort, Wanted wanted, Place place) {
        if (place.origin() == Origin.GIVEN || sort == Sort.VIEW || value instanceof NeutralContainer
                || value instanceof NeutralArray) {
            return wanted;
        }
        return sort == Sort.RECORD ? recordFor(type, wanted, place) : ANYWHERE;
    }

    private static Object fit(Object value, Object shaped, Wanted wanted, Place place) {
        if (shaped != Descent.PENDING && !wanted.takes(shaped)) {
            throw misfit(value, wanted, place);
        }
        return shaped;
    }

    @Override
    public Object into(Object value, Wanted wanted, Place place) {
        Class<?> type = value.getClass();
        return shaped(value, type, shapes.sort(type), wanted, place);
    }

    @Override
    public Filling begin(Object value, Wanted wanted, Place place) {
        return switch (shapes.sort(value.getClass())) {
            case ARRAY -> containers.beginArray(value, wanted, place);
            case COLLECTION -> containers.beginCollection((Collection<?>) value, wanted, place);
            case MAP -> containers.beginMap((Map<?, ?>) value, wanted, place);
            default -> null;
        };
    }

    @Override
    public boolean fits(Object made, Wanted wanted, Place place) {
        return new Fit(shapes).isGiven(made, wanted, place);
    }

    private Object shaped(Object value, Class<?> type, Sort sort, Wanted wanted, Place place) {
        return switch (sort) {
            case PLAIN, HANDLE -> value;
            case OPAQUE -> throw place.refuse(((Opaque) value).why(), "replaces it");
            case VIEW -> fromView((NeutralRecord) value, wanted, place.from(Origin.GIVEN));
            case ENUM_VALUE -> wanted.raw() == EnumValue.class ? value : constant((EnumValue) value, wanted, place);
            case ENUM -> constant((Enum<?>) value, wanted, place);
            case RECORD -> record(value, type, wanted, place);
            case ARRAY -> containers.array(value, wanted, place);
            case OPTIONAL -> optional((Optional<?>) value, wanted, place);
            case PAIR -> pair((Map.Entry<?, ?>) value, wanted, place);
            case COLLECTION -> containers.collection((Collection<?>) value, wanted, place);
            case MAP -> containers.map((Map<?, ?>) value, wanted, place);
            case OTHER -> other(value, place);
        };
    }

    private Object other(Object value, Place place) {
        wiring.refusal(value, place.origin()).ifPresent(why -> {
            throw place.refuse(why, "replaces it");
        });
        return place.origin() == Origin.MESSAGE ? value : Copies.of(value).orElse(value);
    }

    private Object fromView(NeutralRecord view, Wanted wanted, Place place) {
        RecordShape shape = shapes.of(recordFor(view, wanted, place), place);
        int[] sources = shape.sources(view.layout())
                .orElseThrow(() -> Mismatch.error(mismatches(view, shape), place));
        Wanted[] components = wanted.components(shape);
        int mark = descent.mark();
        Object[] values = new Object[sources.length];
        for (int i = 0; i < values.length; i++) {
            Object value = view.value(sources[i]);
            values[i] = isAtHome(value, components[i])
                    ? value
                    : shape(value, components[i], place.component(view.layout().name(sources[i])));
        }
        return descent.isPendingSince(mark) ? Descent.PENDING : made(shape, values, place);
    }

    private Class<?> recordFor(NeutralRecord view, Wanted wanted, Place place) {
        Class<?> raw = wanted.raw();
        return wanted.isRecord()
                ? raw
                : wiring.find(view.type()).filter(Class::isRecord).filter(raw::isAssignableFrom)
                        .orElseThrow(() -> misfit(view, wanted, place));
    }

    private static List<Mismatch> mismatches(NeutralRecord view, RecordShape shape) {
        Stream<Mismatch> missing = shape.components().stream()
                .filter(component -> !view.layout().has(component.name()))
                .map(component -> Mismatch.missing(component, Origin.GIVEN));
        Stream<Mismatch> gone = view.names().stream().filter(name -> !shape.layout().has(name))
                .map(name -> Mismatch.gone(name, describe(view.component(name)), Origin.GIVEN));
        return Stream.concat(missing, gone).toList();
    }

    private Object record(Object old, Class<?> type, Wanted wanted, Place place) {
        Class<?> next = recordFor(type, wanted, place);
        Place inside = type.getName().equals(next.getName()) ? place : place.from(Origin.GIVEN);
        RecordMatch match = shapes.match(type, next, inside);
        if (match.isDirect()) {
            return match.convert(old, inside);
        }
        if (!match.mismatches().isEmpty()) {
            throw Mismatch.error(match.mismatches(), inside);
        }
        RecordShape shape = match.to();
        Wanted[] components = wanted.components(shape);
        boolean same = type == next;
        int mark = descent.mark();
        Object[] values = match.read(old);
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (!isAtHome(value, components[i])) {
                values[i] = shape(value, components[i], inside.component(shape.components().get(i).name()));
                same &= values[i] == value;
            }
        }
        if (descent.isPendingSince(mark)) {
            return Descent.PENDING;
        }
        return same && descent.circle() == null ? old : made(shape, values, inside);
    }

    private Class<?> recordFor(Class<?> type, Wanted wanted, Place place) {
        Class<?> raw = wanted.raw();
        Class<?> next = wanted.isRecord() ? raw : counterpart(type, place);
        if (!next.isRecord() || !raw.isAssignableFrom(next)) {
            throw place.refuse(place.origin().changed(type, next.isRecord() ? wanted.type() : next), "converts it");
        }
        return next;
    }

    /** What a circle holds is not complete when a record is made of it, so the constructor must not look into it. */
    private Object made(RecordShape shape, Object[] values, Place place) {
        Object made = shape.make(values, place);
        if (descent.circle() != null) {
            Object[] kept = shape.read(made);
            for (int i = 0; i < kept.length; i++) {
                Component component = shape.components().get(i);
                if (kept[i] != values[i] && !(shape.wanted()[i].isPlain() && Objects.equals(kept[i], values[i]))) {
                    throw place.component(component.name()).refuse("it holds itself, and the constructor of "
                            + shape.type().getSimpleName() + " puts something else in its place, made of what is not"
                            + " complete as yet", "breaks the circle");
                }
            }
        }
        return made;
    }

    private Object constant(Enum<?> old, Wanted wanted, Place place) {
        Class<?> type = old.getDeclaringClass();
        Class<?> raw = wanted.raw();
        Class<?> next = raw.isEnum() ? raw : counterpart(type, place);
        return next == type ? old : constant(next, old.name(), old, place);
    }

    private Object constant(EnumValue given, Wanted wanted, Place place) {
        Class<?> raw = wanted.raw();
        Class<?> next = raw.isEnum()
                ? raw
                : wiring.find(given.type()).orElseThrow(() -> misfit(given, wanted, place));
        return constant(next, given.name(), given, place);
    }

    private Object constant(Class<?> next, String name, Object old, Place place) {
        if (!next.isEnum()) {
            throw misfit(old, shapes.wanted(next), place);
        }
        Map<String, Object> constants = shapes.constants(next, place);
        Object constant = constants.get(name);
        if (constant == null) {
            throw place.refuse("no constant " + name + " in the enum " + next.getSimpleName() + "; it has: "
                    + List.copyOf(constants.values()), "chooses another");
        }
        return constant;
    }

    private Object optional(Optional<?> old, Wanted wanted, Place place) {
        if (old.isEmpty()) {
            return old;
        }
        Object shaped = shape(old.get(), wanted.argument(Optional.class, 0), place.content());
        if (shaped == Descent.PENDING) {
            return shaped;
        }
        return shaped == old.get() ? old : Optional.of(shaped);
    }

    private Object pair(Map.Entry<?, ?> old, Wanted wanted, Place place) {
        int mark = descent.mark();
        Object key = shape(old.getKey(), wanted.argument(Map.Entry.class, 0), place.component("key"));
        Object value = shape(old.getValue(), wanted.argument(Map.Entry.class, 1), place.component("value"));
        return descent.isPendingSince(mark) ? Descent.PENDING : Entries.with(old, key, value);
    }

    private Class<?> counterpart(Class<?> type, Place place) {
        return wiring.counterpart(type).orElseThrow(() -> place.refuse(
                "there is no class " + type.getName() + " in the new revision", "uses another"));
    }

    static ConversionException misfit(Object value, Wanted wanted, Place place) {
        boolean plain = value != null && !(value instanceof NeutralRecord) && !(value instanceof EnumValue)
                && !(value instanceof NeutralContainer);
        return place.refuse((plain
                ? place.origin().changed(value.getClass(), wanted.type())
                : place.origin().changed(describe(value), wanted.name())) + permitted(wanted.raw()), "converts it");
    }

    private static String permitted(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).map(Class::getSimpleName).collect(Collectors.joining(", ",
                        " (one of ", ")"))
                : "";
    }
}
