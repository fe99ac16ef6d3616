/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.lang.reflect.Array;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The part of {@link Shaper} that knows of arrays, collections and maps. */
final class ContainerShaper {

    private final Shaper shaper;
    private final Wiring wiring;

    ContainerShaper(Shaper shaper, Wiring wiring) {
        this.shaper = shaper;
        this.wiring = wiring;
    }

    Object array(Object old, Type target, Place place) {
        Class<?> type = old.getClass();
        Class<?> wanted = arrayClass(wiring.counterpart(type), Generics.erase(target))
                .orElseThrow(() -> Shaper.misfit(old, target, place));
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
        int mark = shaper.descent().mark();
        List<Object> shaped = elements(elements, elementType(wanted, target), place);
        if (shaper.descent().isPendingSince(mark)) {
            return Descent.PENDING;
        }
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

    Object collection(Collection<?> old, Type target, Place place) {
        Place inside = inside(old, place);
        Parts parts = Parts.of(old, inside);
        if (inside.origin() == Origin.GIVEN && becomesArray(old, Generics.erase(target))) {
            return givenArray(old, parts.items(), target, inside);
        }
        Optional<Kind> kind = kind(old, target, inside);
        Type type = Shaper.argument(target, Iterable.class, 0);
        int mark = shaper.descent().mark();
        return container(old, kind, type, parts, elements(parts.items(), type, inside), List.of(), mark, inside);
    }

    /** An array is a list in a view, and a list will do where an author has to give an array. */
    private static boolean becomesArray(Collection<?> old, Class<?> raw) {
        return raw.isArray() || old instanceof NeutralArray && !Iterable.class.isAssignableFrom(raw);
    }

    private Object givenArray(Collection<?> old, List<Object> elements, Type target, Place place) {
        Optional<Class<?>> was = old instanceof NeutralArray array ? wiring.find(array.type()) : Optional.empty();
        Class<?> wanted = arrayClass(was, Generics.erase(target)).orElseThrow(() -> Shaper.misfit(old, target, place));
        int mark = shaper.descent().mark();
        List<Object> shaped = elements(elements, elementType(wanted, target), place);
        return shaper.descent().isPendingSince(mark) ? Descent.PENDING : array(wanted, shaped);
    }

    private static Type elementType(Class<?> array, Type target) {
        return array == Generics.erase(target) ? Generics.element(target) : array.getComponentType();
    }

    private List<Object> elements(List<Object> old, Type type, Place place) {
        List<Object> shaped = new ArrayList<>(old.size());
        for (Object element : old) {
            shaped.add(shaper.shape(element, type, place.element(shaped.size())));
        }
        return shaped;
    }

    Object map(Map<?, ?> old, Type target, Place place) {
        Place inside = inside(old, place);
        Type keyType = Shaper.argument(target, Map.class, 0);
        Type valueType = Shaper.argument(target, Map.class, 1);
        Parts parts = Parts.of(old, inside);
        Optional<Kind> kind = kind(old, target, inside);
        int mark = shaper.descent().mark();
        List<Object> keys = new ArrayList<>(parts.items().size());
        List<Object> values = new ArrayList<>(parts.items().size());
        for (int i = 0; i < parts.items().size(); i++) {
            Object key = parts.items().get(i);
            keys.add(shaper.shape(key, keyType, inside.key(i)));
            values.add(shaper.shape(parts.values().get(i), valueType, inside.valueOf(key, i)));
        }
        return container(old, kind, keyType, parts, keys, values, mark, inside);
    }

    /** The kind to make; empty for one that cannot be made, which will do only if nothing in it has to change. */
    private static Optional<Kind> kind(Object old, Type target, Place place) {
        Class<?> raw = Generics.erase(target);
        Optional<Kind> was = Kind.of(old, place);
        if (was.isEmpty() || Jdk.defines(old.getClass()) && raw.isInstance(old)) {
            return was;
        }
        Optional<Kind> fitting = place.origin() == Origin.GIVEN ? was.get().fitting(raw) : Optional.empty();
        return Optional.of(fitting.orElseThrow(() -> Shaper.misfit(old, target, place)));
    }

    private Object container(Object old, Optional<Kind> kind, Type itemType, Parts before, List<Object> items,
            List<Object> values, int mark, Place place) {
        Optional<Object> order = before.order()
                .map(comparator -> shaper.shape(comparator, Comparator.class, place.order()));
        if (shaper.descent().isPendingSince(mark)) {
            return Descent.PENDING;
        }
        boolean same = isSame(before.items(), items) && isSame(before.values(), values)
                && before.order().orElse(null) == order.orElse(null);
        if (same && isShareable(old, kind, place)) {
            return old;
        }
        Kind wanted = kind.orElseThrow(() -> place.refuse(Kind.refusal(old), "uses another"));
        Optional<Class<?>> enumType = wanted.isEnum() ? Optional.of(enumOf(items, itemType, place)) : Optional.empty();
        Object made = UserCode.run(place, "its elements cannot be put together again",
                () -> wanted.make(new Parts(items, values, order, enumType)));
        if ((made instanceof Map<?, ?> map ? map.size() : ((Collection<?>) made).size()) != before.items().size()) {
            throw place.refuse(Parts.COLLAPSED, "keeps them apart");
        }
        return made;
    }

    /** A message is not copied when it is sent, either. */
    private boolean isShareable(Object old, Optional<Kind> kind, Place place) {
        return place.origin() == Origin.MESSAGE
                ? wiring.stays(old.getClass())
                : Jdk.defines(old.getClass()) && kind.filter(Kind::isImmutable).isPresent();
    }

    private static Class<?> enumOf(List<Object> items, Type declared, Place place) {
        Class<?> type = items.stream().filter(Enum.class::isInstance)
                .<Class<?>>map(item -> ((Enum<?>) item).getDeclaringClass()).findFirst()
                .orElse(Generics.erase(declared));
        if (!type.isEnum()) {
            throw place.refuse("an EnumSet or EnumMap, and neither elements nor declaration tell of which enum",
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
}
