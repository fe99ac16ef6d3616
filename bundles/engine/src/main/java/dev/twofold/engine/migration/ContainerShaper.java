/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The part of {@link Shaper} that knows of arrays, collections and maps. */
final class ContainerShaper {

    private static final Wanted COMPARATOR = Wanted.of(Comparator.class);

    private final Shaper shaper;
    private final Wiring wiring;

    ContainerShaper(Shaper shaper, Wiring wiring) {
        this.shaper = shaper;
        this.wiring = wiring;
    }

    // ---- arrays

    Object array(Object old, Wanted wanted, Place place) {
        Class<?> next = arrayClass(old, wanted, place);
        if (old.getClass() == next && next.getComponentType().isPrimitive()) {
            return place.origin() == Origin.MESSAGE ? old : copy(old);
        }
        List<Object> elements = elements(old);
        int mark = shaper.descent().mark();
        List<Object> shaped = shaped(elements, elementType(next, wanted), place);
        if (shaper.descent().isPendingSince(mark)) {
            return Descent.PENDING;
        }
        boolean same = old.getClass() == next && isSame(elements, shaped);
        return same && place.origin() == Origin.MESSAGE ? old : filled(emptyArray(next, shaped.size()), shaped);
    }

    Filling beginArray(Object old, Wanted wanted, Place place) {
        Class<?> next = arrayClass(old, wanted, place);
        Wanted element = elementType(next, wanted);
        return new ArrayFilling(emptyArray(next, Array.getLength(old)), () -> shaped(elements(old), element, place));
    }

    private Class<?> arrayClass(Object old, Wanted wanted, Place place) {
        return arrayClass(wiring.counterpart(old.getClass()), wanted.raw())
                .orElseThrow(() -> Shaper.misfit(old, wanted, place));
    }

    /** The class that an array had, or the declared one. */
    private static Optional<Class<?>> arrayClass(Optional<Class<?>> was, Class<?> raw) {
        return was.filter(raw::isAssignableFrom).or(() -> raw.isArray() ? Optional.of(raw) : Optional.empty());
    }

    private static Wanted elementType(Class<?> array, Wanted wanted) {
        return array == wanted.raw() ? wanted.element() : Wanted.of(array.getComponentType());
    }

    static Object copy(Object array) {
        int length = Array.getLength(array);
        Object copy = Array.newInstance(array.getClass().getComponentType(), length);
        System.arraycopy(array, 0, copy, 0, length);
        return copy;
    }

    private static List<Object> elements(Object array) {
        if (array instanceof Object[] objects) {
            return Arrays.asList(objects);
        }
        List<Object> elements = new ArrayList<>(Array.getLength(array));
        for (int i = 0; i < Array.getLength(array); i++) {
            elements.add(Array.get(array, i));
        }
        return elements;
    }

    private static Object emptyArray(Class<?> type, int length) {
        return Array.newInstance(type.getComponentType(), length);
    }

    private static Object filled(Object array, List<Object> elements) {
        if (array instanceof Object[] objects) {
            return elements.toArray(objects);
        }
        for (int i = 0; i < elements.size(); i++) {
            Array.set(array, i, elements.get(i));
        }
        return array;
    }

    // ---- collections

    Object collection(Collection<?> old, Wanted wanted, Place place) {
        Place inside = inside(old, place);
        if (inside.origin() == Origin.GIVEN && becomesArray(old, wanted.raw())) {
            return givenArray(old, wanted, inside);
        }
        Parts parts = Parts.of(old, inside);
        Optional<Kind> kind = kind(old, wanted, inside);
        Wanted type = wanted.argument(Iterable.class, 0);
        int mark = shaper.descent().mark();
        return container(old, kind, type, parts, shaped(parts.items(), type, inside), List.of(), mark, inside);
    }

    Filling beginCollection(Collection<?> old, Wanted wanted, Place place) {
        Place inside = inside(old, place);
        if (inside.origin() == Origin.GIVEN && becomesArray(old, wanted.raw())) {
            Class<?> next = givenArrayClass(old, wanted, inside);
            Wanted element = elementType(next, wanted);
            return new ArrayFilling(emptyArray(next, old.size()),
                    () -> shaped(Parts.of(old, inside).items(), element, inside));
        }
        Wanted type = wanted.argument(Iterable.class, 0);
        return begin(old, wanted, type, inside, parts -> shaped(parts.items(), type, inside), parts -> List.of());
    }

    /** An array is a list in a view, and a list will do where an author has to give an array. */
    private static boolean becomesArray(Collection<?> old, Class<?> raw) {
        return raw.isArray() || old instanceof NeutralArray && !Iterable.class.isAssignableFrom(raw);
    }

    private Object givenArray(Collection<?> old, Wanted wanted, Place place) {
        Class<?> next = givenArrayClass(old, wanted, place);
        if (old instanceof NeutralArray neutral && neutral.isOf(next)) {
            return neutral.copy();
        }
        int mark = shaper.descent().mark();
        List<Object> shaped = shaped(Parts.of(old, place).items(), elementType(next, wanted), place);
        return shaper.descent().isPendingSince(mark)
                ? Descent.PENDING
                : filled(emptyArray(next, shaped.size()), shaped);
    }

    private Class<?> givenArrayClass(Collection<?> old, Wanted wanted, Place place) {
        Optional<Class<?>> was = old instanceof NeutralArray array ? wiring.find(array.type()) : Optional.empty();
        return arrayClass(was, wanted.raw()).orElseThrow(() -> Shaper.misfit(old, wanted, place));
    }

    private List<Object> shaped(List<Object> old, Wanted type, Place place) {
        List<Object> shaped = new ArrayList<>(old.size());
        for (Object element : old) {
            shaped.add(Shaper.isAtHome(element, type)
                    ? element
                    : shaper.shape(element, type, place.element(shaped.size())));
        }
        return shaped;
    }

    // ---- maps

    Object map(Map<?, ?> old, Wanted wanted, Place place) {
        Place inside = inside(old, place);
        Parts parts = Parts.of(old, inside);
        Optional<Kind> kind = kind(old, wanted, inside);
        Wanted keyType = wanted.argument(Map.class, 0);
        int mark = shaper.descent().mark();
        List<Object> keys = keys(parts, keyType, inside);
        return container(old, kind, keyType, parts, keys, values(parts, wanted.argument(Map.class, 1), inside), mark,
                inside);
    }

    Filling beginMap(Map<?, ?> old, Wanted wanted, Place place) {
        Place inside = inside(old, place);
        Wanted keyType = wanted.argument(Map.class, 0);
        Wanted valueType = wanted.argument(Map.class, 1);
        return begin(old, wanted, keyType, inside, parts -> keys(parts, keyType, inside),
                parts -> values(parts, valueType, inside));
    }

    private List<Object> keys(Parts parts, Wanted type, Place place) {
        List<Object> keys = new ArrayList<>(parts.items().size());
        for (Object key : parts.items()) {
            keys.add(Shaper.isAtHome(key, type) ? key : shaper.shape(key, type, place.key(keys.size())));
        }
        return keys;
    }

    private List<Object> values(Parts parts, Wanted type, Place place) {
        List<Object> values = new ArrayList<>(parts.values().size());
        for (Object value : parts.values()) {
            values.add(Shaper.isAtHome(value, type)
                    ? value
                    : shaper.shape(value, type, place.valueOf(parts.items().get(values.size()), values.size())));
        }
        return values;
    }

    // ---- both

    /** The kind to make; empty for one that cannot be made, which will do only if nothing in it has to change. */
    private static Optional<Kind> kind(Object old, Wanted wanted, Place place) {
        Class<?> raw = wanted.raw();
        boolean authors = place.origin() == Origin.GIVEN && !(old instanceof NeutralContainer);
        Optional<Kind> was = Kind.of(old, place).map(kind -> authors ? kind.changeable() : kind);
        if (was.isEmpty() || Jdk.defines(old.getClass()) && raw.isInstance(old)) {
            return was;
        }
        Optional<Kind> fitting = place.origin() == Origin.GIVEN ? was.get().fitting(raw) : Optional.empty();
        return Optional.of(fitting.orElseThrow(() -> Shaper.misfit(old, wanted, place)));
    }

    private Object container(Object old, Optional<Kind> kind, Wanted itemType, Parts before, List<Object> items,
            List<Object> values, int mark, Place place) {
        Optional<Object> order = order(before, place);
        if (shaper.descent().isPendingSince(mark)) {
            return Descent.PENDING;
        }
        boolean same = isSame(before.items(), items) && isSame(before.values(), values)
                && before.order().orElse(null) == order.orElse(null);
        if (same && isShareable(old, kind, place) && shaper.descent().circle() == null) {
            return old;
        }
        Kind wanted = kind(old, kind, place);
        Parts parts = new Parts(items, values, order, enumType(wanted, items, itemType, place));
        Object made = UserCode.run(place, Parts.FAILURE, () -> wanted.make(parts));
        parts.requireSize(made, place);
        if (shaper.descent().circle() != null && wanted.isHashed()) {
            shaper.descent().circle().check(() -> parts.requireAllIn(made, place));
        }
        return made;
    }

    /** A container in a circle, to be filled; {@code null} for one that nobody can put anything into. */
    private Filling begin(Object old, Wanted wanted, Wanted itemType, Place place, Shaping items, Shaping values) {
        Kind kind = kind(old, kind(old, wanted, place), place);
        if (!kind.canBeFilled()) {
            return null;
        }
        Parts before = Parts.of(old, place);
        Optional<Class<?>> enumType = kind.isEnum()
                ? enumType(kind, items.of(before), itemType, place) // constants are in no circle
                : Optional.empty();
        Optional<Object> order = order(before, place);
        if (order.filter(pending -> pending == Descent.PENDING).isPresent()) {
            throw place.refuse("it holds itself, in its comparator", "breaks the circle");
        }
        return new ContainerFilling(kind, new Parts(before.items(), before.values(), order, enumType), place, () -> {
            List<Object> allItems = items.of(before);
            return new Parts(allItems, values.of(before), order, enumType);
        });
    }

    private Optional<Object> order(Parts before, Place place) {
        return before.order().map(comparator -> shaper.shape(comparator, COMPARATOR, place.order()));
    }

    private static Kind kind(Object old, Optional<Kind> kind, Place place) {
        return kind.orElseThrow(() -> place.refuse(Kind.refusal(old), "uses another"));
    }

    /** A message is not copied when it is sent, either. */
    private boolean isShareable(Object old, Optional<Kind> kind, Place place) {
        return place.origin() == Origin.MESSAGE
                ? wiring.stays(old.getClass())
                : Jdk.defines(old.getClass()) && kind.filter(Kind::isImmutable).isPresent();
    }

    private static Optional<Class<?>> enumType(Kind kind, List<Object> items, Wanted declared, Place place) {
        if (!kind.isEnum()) {
            return Optional.empty();
        }
        Class<?> type = items.stream().filter(Enum.class::isInstance)
                .<Class<?>>map(item -> ((Enum<?>) item).getDeclaringClass()).findFirst().orElse(declared.raw());
        if (!type.isEnum()) {
            throw place.refuse("an EnumSet or EnumMap, and neither elements nor declaration tell of which enum",
                    "gives another kind of set or map");
        }
        return Optional.of(type);
    }

    /** What lies in a view was not declared by an old class. */
    private static Place inside(Object old, Place place) {
        return old instanceof NeutralContainer || old instanceof NeutralArray ? place.from(Origin.GIVEN) : place;
    }

    private static boolean isSame(List<Object> old, List<Object> shaped) {
        for (int i = 0; i < old.size(); i++) {
            if (old.get(i) != shaped.get(i)) {
                return false;
            }
        }
        return true;
    }

    private interface Shaping {
        List<Object> of(Parts parts);
    }

    /** Makes the parts of a container as far as they are not put off. */
    private interface Making<T> {
        T make();
    }

    private final class ArrayFilling implements Filling {

        private final Object array;
        private final Making<List<Object>> making;
        private List<Object> elements;

        ArrayFilling(Object array, Making<List<Object>> making) {
            this.array = array;
            this.making = making;
        }

        @Override
        public Object result() {
            return array;
        }

        @Override
        public boolean prepare() {
            int mark = shaper.descent().mark();
            elements = making.make();
            return !shaper.descent().isPendingSince(mark);
        }

        @Override
        public boolean isLast() {
            return false;
        }

        @Override
        public void fill() {
            filled(array, elements);
        }

        @Override
        public void verify() {
            // it needs no hashes
        }
    }

    private final class ContainerFilling implements Filling {

        private final Kind kind;
        private final Place place;
        private final Making<Parts> making;
        private final Kind.Fillable fillable;
        private Parts parts;

        ContainerFilling(Kind kind, Parts before, Place place, Making<Parts> making) {
            this.kind = kind;
            this.place = place;
            this.making = making;
            this.fillable = kind.fillable(before);
        }

        @Override
        public Object result() {
            return fillable.result();
        }

        @Override
        public boolean prepare() {
            int mark = shaper.descent().mark();
            parts = making.make();
            return !shaper.descent().isPendingSince(mark);
        }

        @Override
        public boolean isLast() {
            return kind.isHashed();
        }

        @Override
        public void fill() {
            UserCode.run(place, Parts.FAILURE, () -> {
                fillable.fill(parts);
                return parts;
            });
            parts.requireSize(fillable.result(), place);
        }

        @Override
        public void verify() {
            parts.requireAllIn(fillable.result(), place);
        }
    }
}
