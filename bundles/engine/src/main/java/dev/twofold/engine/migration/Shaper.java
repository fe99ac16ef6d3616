/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import dev.twofold.code.EnumValue;
import dev.twofold.engine.migration.RecordMatch.Mismatch;
import dev.twofold.engine.migration.RecordShape.Component;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Puts values into the classes of the new revision: objects of old classes, and views. Everything that could hold such an
 * object is walked, whichever class it is of itself; what has not changed by that and cannot be changed by anybody is the
 * same object afterwards.
 */
final class Shaper {

    private final Descent descent = new Descent(this::checked);
    private final Wiring wiring;
    private final RecordShapes shapes;
    private final ContainerShaper containers;

    Shaper(Wiring wiring, RecordShapes shapes) {
        this.wiring = wiring;
        this.containers = new ContainerShaper(this, wiring);
        this.shapes = shapes;
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

    /** The whole of a value. To be asked once. */
    Object whole(Object value, Type target, Place place) {
        Object shaped = shape(value, target, place);
        return shaped == Descent.PENDING ? descent.finish() : shaped;
    }

    /** For what belongs to another value, which is not made if there is something pending. */
    Descent descent() {
        return descent;
    }

    Object shape(Object value, Type target, Place place) {
        if (value == null) {
            if (Generics.erase(target).isPrimitive()) {
                throw misfit(null, target, place);
            }
            return null;
        }
        return isHolder(value, place) ? descent.descend(value, target, place) : checked(value, target, place);
    }

    private boolean isHolder(Object value, Place place) {
        Class<?> type = value.getClass();
        if (Plain.is(type) || value instanceof Enum<?>) {
            return false;
        }
        if (type.isRecord() && !Jdk.defines(type)) {
            return !Wiring.isHandle(value) && !(value instanceof EnumValue) && !(value instanceof Opaque)
                    && !shapes.of(type, place).isFlat();
        }
        return value instanceof NeutralRecord || type.isArray() || value instanceof Collection || value instanceof Map
                || value instanceof Map.Entry || value instanceof Optional || value instanceof ByteBuffer;
    }

    private Object checked(Object value, Type target, Place place) {
        Object shaped = shaped(value, target, place);
        if (shaped != null && shaped != Descent.PENDING && !Generics.box(target).isInstance(shaped)) {
            throw misfit(value, target, place);
        }
        return shaped;
    }

    private Object shaped(Object value, Type target, Place place) {
        Class<?> type = value.getClass();
        if (Plain.is(type) || Wiring.isHandle(value)) {
            return value;
        }
        if (value instanceof Opaque opaque) {
            throw place.refuse(opaque.why(), "replaces it");
        }
        if (value instanceof NeutralRecord view) {
            return fromView(view, target, place.from(Origin.GIVEN));
        }
        if (value instanceof EnumValue constant && Generics.erase(target) != EnumValue.class) {
            return constant(constant, target, place);
        }
        if (value instanceof Enum<?> constant) {
            return constant(constant, target, place);
        }
        if (type.isRecord() && !Jdk.defines(type)) {
            return record(value, target, place);
        }
        if (type.isArray()) {
            return containers.array(value, target, place);
        }
        if (value instanceof Optional<?> optional) {
            return optional(optional, target, place);
        }
        if (value instanceof Map.Entry<?, ?> entry && Entries.isPair(entry)) {
            return pair(entry, target, place);
        }
        if (value instanceof Collection<?> collection) {
            return containers.collection(collection, target, place);
        }
        if (value instanceof Map<?, ?> map) {
            return containers.map(map, target, place);
        }
        wiring.refusal(value, place.origin()).ifPresent(why -> {
            throw place.refuse(why, "replaces it");
        });
        return place.origin() == Origin.MESSAGE ? value : Copies.of(value).orElse(value);
    }

    private Object fromView(NeutralRecord view, Type target, Place place) {
        Class<?> raw = Generics.erase(target);
        Optional<Class<?>> named = raw.isRecord()
                ? Optional.of(raw)
                : wiring.find(view.type()).filter(Class::isRecord).filter(raw::isAssignableFrom);
        RecordShape shape = shapes.of(named.orElseThrow(() -> misfit(view, target, place)), place);
        List<Mismatch> mismatches = mismatches(view, shape);
        if (!mismatches.isEmpty()) {
            throw Mismatch.error(mismatches, place);
        }
        Map<TypeVariable<?>, Type> bindings = bindings(shape, target);
        int mark = descent.mark();
        Object[] values = new Object[shape.components().size()];
        for (int i = 0; i < values.length; i++) {
            Component component = shape.components().get(i);
            values[i] = shape(view.component(component.name()), Generics.resolve(component.type(), bindings),
                    place.component(component.name()));
        }
        return descent.isPendingSince(mark) ? Descent.PENDING : shape.make(values, place);
    }

    private static List<Mismatch> mismatches(NeutralRecord view, RecordShape shape) {
        List<String> wanted = shape.components().stream().map(Component::name).toList();
        Stream<Mismatch> missing = shape.components().stream()
                .filter(component -> !view.names().contains(component.name()))
                .map(component -> Mismatch.missing(component, Origin.GIVEN));
        Stream<Mismatch> gone = view.names().stream().filter(name -> !wanted.contains(name))
                .map(name -> Mismatch.gone(name, describe(view.component(name)), Origin.GIVEN));
        return Stream.concat(missing, gone).toList();
    }

    private Object record(Object old, Type target, Place place) {
        Class<?> type = old.getClass();
        Class<?> raw = Generics.erase(target);
        Class<?> wanted = raw.isRecord() ? raw : counterpart(type, place);
        if (!wanted.isRecord() || !raw.isAssignableFrom(wanted)) {
            throw misfit(old, wanted.isRecord() ? target : wanted, place);
        }
        Place inside = type.getName().equals(wanted.getName()) ? place : place.from(Origin.GIVEN);
        RecordMatch match = shapes.match(type, wanted, inside);
        if (!match.mismatches().isEmpty()) {
            throw Mismatch.error(match.mismatches(), inside);
        }
        RecordShape shape = match.to();
        Map<TypeVariable<?>, Type> bindings = bindings(shape, target);
        boolean same = type == wanted;
        int mark = descent.mark();
        Object[] values = new Object[shape.components().size()];
        for (int i = 0; i < values.length; i++) {
            Component component = shape.components().get(i);
            Object value = match.read(old, i);
            values[i] = shape(value, Generics.resolve(component.type(), bindings), inside.component(component.name()));
            same &= values[i] == value;
        }
        if (descent.isPendingSince(mark)) {
            return Descent.PENDING;
        }
        return same ? old : shape.make(values, inside);
    }

    /** A declaration that is an interface says nothing of the type arguments of the record that implements it. */
    private static Map<TypeVariable<?>, Type> bindings(RecordShape shape, Type target) {
        return Generics.erase(target) == shape.type() ? Generics.bindings(target) : Map.of();
    }

    private Object constant(Enum<?> old, Type target, Place place) {
        Class<?> type = old.getDeclaringClass();
        Class<?> raw = Generics.erase(target);
        Class<?> wanted = raw.isEnum() ? raw : counterpart(type, place);
        if (wanted == type) {
            return old;
        }
        return constant(wanted, old.name(), old, place);
    }

    private Object constant(EnumValue given, Type target, Place place) {
        Class<?> raw = Generics.erase(target);
        Class<?> wanted = raw.isEnum()
                ? raw
                : wiring.find(given.type()).orElseThrow(() -> misfit(given, target, place));
        return constant(wanted, given.name(), given, place);
    }

    private static Object constant(Class<?> wanted, String name, Object old, Place place) {
        if (!wanted.isEnum()) {
            throw misfit(old, wanted, place);
        }
        Object[] constants = UserCode.run(place, "the enum " + wanted.getSimpleName() + " cannot be initialised",
                wanted::getEnumConstants);
        return Stream.of(constants).filter(constant -> ((Enum<?>) constant).name().equals(name)).findFirst()
                .orElseThrow(() -> place.refuse("no constant " + name + " in the enum " + wanted.getSimpleName()
                        + "; it has: " + List.of(constants), "chooses another"));
    }

    private Object optional(Optional<?> old, Type target, Place place) {
        Type type = argument(target, Optional.class, 0);
        Optional<?> shaped = old.map(content -> shape(content, type, place.content()));
        if (shaped.isPresent() && shaped.get() == Descent.PENDING) {
            return Descent.PENDING;
        }
        return old.isPresent() && shaped.orElse(null) != old.get() ? shaped : old;
    }

    private Object pair(Map.Entry<?, ?> old, Type target, Place place) {
        Type keyType = argument(target, Map.Entry.class, 0);
        Type valueType = argument(target, Map.Entry.class, 1);
        int mark = descent.mark();
        Object key = shape(old.getKey(), keyType, place.component("key"));
        Object value = shape(old.getValue(), valueType, place.component("value"));
        return descent.isPendingSince(mark) ? Descent.PENDING : Entries.with(old, key, value);
    }

    static Type argument(Type target, Class<?> generic, int index) {
        return Generics.argument(target, generic, index).orElse(Object.class);
    }

    private Class<?> counterpart(Class<?> type, Place place) {
        return wiring.counterpart(type).orElseThrow(() -> place.refuse(
                "there is no class " + type.getName() + " in the new revision", "uses another"));
    }

    static ConversionException misfit(Object value, Type target, Place place) {
        boolean plain = value != null && !(value instanceof NeutralRecord) && !(value instanceof EnumValue)
                && !(value instanceof NeutralContainer);
        return place.refuse(plain
                ? place.origin().changed(value.getClass(), target)
                : place.origin().changed(describe(value), Generics.name(target)), "converts it");
    }
}
