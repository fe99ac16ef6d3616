/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import dev.twofold.code.EnumValue;
import dev.twofold.engine.migration.RecordMatch.Mismatch;
import dev.twofold.engine.migration.RecordShape.Component;
import java.lang.reflect.Array;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Puts values into the classes of the new revision: objects of old classes, and views. Everything that could hold such an
 * object is walked, whichever class it is of itself; what has not changed by that and cannot be changed by anybody is the
 * same object afterwards.
 */
final class Shaper {

    private final Wiring wiring;
    private final RecordShapes shapes;

    Shaper(Wiring wiring, RecordShapes shapes) {
        this.wiring = wiring;
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

    Object shape(Object value, Type target, Place place) {
        place.checkDepth();
        if (value == null) {
            if (Generics.erase(target).isPrimitive()) {
                throw misfit(null, target, place);
            }
            return null;
        }
        Object shaped = shaped(value, target, place);
        if (shaped != null && !Generics.box(target).isInstance(shaped)) {
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
            return array(value, target, place);
        }
        if (value instanceof Optional<?> optional) {
            return optional(optional, target, place);
        }
        if (value instanceof Map.Entry<?, ?> entry && Entries.isPair(entry)) {
            return Entries.with(entry, shape(entry.getKey(), argument(target, Map.Entry.class, 0), place.component(
                    "key")),
                    shape(entry.getValue(), argument(target, Map.Entry.class, 1), place.component("value")));
        }
        if (value instanceof Collection<?> collection) {
            return collection(collection, target, place);
        }
        if (value instanceof Map<?, ?> map) {
            return map(map, target, place);
        }
        wiring.refusal(value, place.origin()).ifPresent(why -> {
            throw place.refuse(why, "replaces it");
        });
        return value;
    }

    private Object fromView(NeutralRecord view, Type target, Place place) {
        Class<?> raw = Generics.erase(target);
        Optional<Class<?>> named = raw.isRecord()
                ? Optional.of(raw)
                : wiring.find(view.type()).filter(Class::isRecord).filter(raw::isAssignableFrom);
        if (named.isEmpty()) {
            if (view.isBare()) {
                return shape(view.bareValue(), target, place.content());
            }
            throw misfit(view, target, place);
        }
        RecordShape shape = shapes.of(named.get(), place);
        List<Mismatch> mismatches = mismatches(view, shape);
        if (!mismatches.isEmpty()) {
            throw Mismatch.error(mismatches, place);
        }
        Map<TypeVariable<?>, Type> bindings = bindings(shape, target);
        Object[] values = new Object[shape.components().size()];
        for (int i = 0; i < values.length; i++) {
            Component component = shape.components().get(i);
            values[i] = shape(view.component(component.name()), Generics.resolve(component.type(), bindings),
                    place.component(component.name()));
        }
        return shape.make(values, place);
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
        Object[] values = new Object[shape.components().size()];
        for (int i = 0; i < values.length; i++) {
            Component component = shape.components().get(i);
            Object value = match.read(old, i);
            values[i] = shape(value, Generics.resolve(component.type(), bindings), inside.component(component.name()));
            same &= values[i] == value;
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
        return old.isPresent() && shaped.orElse(null) != old.get() ? shaped : old;
    }

    private Object array(Object old, Type target, Place place) {
        Class<?> type = old.getClass();
        Class<?> raw = Generics.erase(target);
        Class<?> wanted = arrayClass(wiring.counterpart(type), raw).orElseThrow(() -> misfit(old, target, place));
        int length = Array.getLength(old);
        if (type == wanted && type.getComponentType().isPrimitive()) {
            Object copy = Array.newInstance(type.getComponentType(), length);
            System.arraycopy(old, 0, copy, 0, length);
            return place.origin() == Origin.MESSAGE ? old : copy;
        }
        List<Object> elements = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            elements.add(Array.get(old, i));
        }
        List<Object> shaped = elements(elements, wanted == raw ? Generics.element(target) : wanted.getComponentType(),
                place);
        boolean same = type == wanted && isSame(elements, shaped);
        return same && place.origin() == Origin.MESSAGE ? old : array(wanted, shaped);
    }

    /** The class that an array had, or the declared one. */
    private static Optional<Class<?>> arrayClass(Optional<Class<?>> was, Class<?> raw) {
        return was.filter(raw::isAssignableFrom).or(() -> raw.isArray() ? Optional.of(raw) : Optional.empty());
    }

    private static Object array(Class<?> wanted, List<Object> elements) {
        Object array = Array.newInstance(wanted.getComponentType(), elements.size());
        for (int i = 0; i < elements.size(); i++) {
            Array.set(array, i, elements.get(i));
        }
        return array;
    }

    private Object collection(Collection<?> old, Type target, Place place) {
        Place inside = inside(old, place);
        Class<?> raw = Generics.erase(target);
        Parts parts = Parts.of(old, inside);
        if (inside.origin() == Origin.GIVEN && !Iterable.class.isAssignableFrom(raw)
                && (raw.isArray() || old instanceof NeutralArray)) {
            Class<?> wanted = arrayClass(old instanceof NeutralArray array
                    ? wiring.find(array.type())
                    : Optional.empty(), raw)
                    .orElseThrow(() -> misfit(old, target, inside));
            return array(wanted, elements(parts.items(),
                    wanted == raw ? Generics.element(target) : wanted.getComponentType(), inside));
        }
        Type type = argument(target, Iterable.class, 0);
        return container(old, target, type, parts, elements(parts.items(), type, inside), List.of(), inside);
    }

    private List<Object> elements(List<Object> old, Type type, Place place) {
        List<Object> shaped = new ArrayList<>(old.size());
        for (Object element : old) {
            shaped.add(shape(element, type, place.element(shaped.size())));
        }
        return shaped;
    }

    private Object map(Map<?, ?> old, Type target, Place place) {
        Place inside = inside(old, place);
        Type keyType = argument(target, Map.class, 0);
        Type valueType = argument(target, Map.class, 1);
        Parts parts = Parts.of(old, inside);
        List<Object> keys = new ArrayList<>(parts.items().size());
        List<Object> values = new ArrayList<>(parts.items().size());
        for (int i = 0; i < parts.items().size(); i++) {
            Object key = parts.items().get(i);
            keys.add(shape(key, keyType, inside.key(i)));
            values.add(shape(parts.values().get(i), valueType, inside.valueOf(key, i)));
        }
        return container(old, target, keyType, parts, keys, values, inside);
    }

    private Object container(Object old, Type target, Type itemType, Parts before, List<Object> items,
            List<Object> values, Place place) {
        Optional<Object> order = before.order().map(comparator -> shape(comparator, Comparator.class, place.order()));
        boolean same = isSame(before.items(), items) && isSame(before.values(), values)
                && before.order().orElse(null) == order.orElse(null);
        Optional<Kind> was = Kind.of(old);
        if (same && (place.origin() == Origin.MESSAGE ? wiring.passes(old.getClass()) : isShareable(old, was))) {
            return old;
        }
        if (was.isEmpty()) {
            throw place.refuse(Kind.refusal(old), "uses another");
        }
        Class<?> raw = Generics.erase(target);
        Kind kind = (place.origin() == Origin.GIVEN ? was.get().fitting(raw) : was.filter(known -> known.fits(raw)))
                .orElseThrow(() -> misfit(old, target, place));
        Optional<Class<?>> enumType = kind.isEnum() ? Optional.of(enumOf(items, itemType, place)) : Optional.empty();
        Object made = UserCode.run(place, "its elements cannot be put together again",
                () -> kind.make(new Parts(items, values, order, enumType)));
        if ((made instanceof Map<?, ?> map ? map.size() : ((Collection<?>) made).size()) != before.items().size()) {
            throw place.refuse(Parts.COLLAPSED, "keeps them apart");
        }
        return made;
    }

    private static boolean isShareable(Object old, Optional<Kind> kind) {
        return Jdk.defines(old.getClass()) && kind.filter(Kind::isImmutable).isPresent();
    }

    private static Class<?> enumOf(List<Object> items, Type declared, Place place) {
        Class<?> type = items.stream().filter(Enum.class::isInstance)
                .<Class<?>>map(item -> ((Enum<?>) item).getDeclaringClass()).findFirst()
                .orElse(Generics.erase(declared));
        if (!type.isEnum()) {
            throw place.refuse("an empty EnumSet or EnumMap, and its declaration does not say of which enum",
                    "gives another kind of set or map");
        }
        return type;
    }

    /** What lies in a view was not declared by an old class. */
    private static Place inside(Object old, Place place) {
        return old instanceof NeutralContainer || old instanceof NeutralArray ? place.from(Origin.GIVEN) : place;
    }

    private static boolean isSame(List<Object> old, List<Object> shaped) {
        return IntStream.range(0, old.size()).allMatch(i -> old.get(i) == shaped.get(i));
    }

    private static Type argument(Type target, Class<?> generic, int index) {
        return Generics.argument(target, generic, index).orElse(Object.class);
    }

    private Class<?> counterpart(Class<?> type, Place place) {
        return wiring.counterpart(type).orElseThrow(() -> place.refuse(
                "there is no class " + type.getName() + " in the new revision", "uses another"));
    }

    private static ConversionException misfit(Object value, Type target, Place place) {
        boolean plain = value != null && !(value instanceof NeutralRecord) && !(value instanceof EnumValue)
                && !(value instanceof NeutralContainer);
        return place.refuse(plain
                ? place.origin().changed(value.getClass(), target)
                : place.origin().changed(describe(value), Generics.name(target)), "converts it");
    }
}
