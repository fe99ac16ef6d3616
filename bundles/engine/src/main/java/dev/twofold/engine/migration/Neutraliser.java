/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import dev.twofold.code.EnumValue;
import dev.twofold.engine.migration.RecordShape.Component;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Takes values out of their classes: the way into a view. */
final class Neutraliser {

    private final Descent descent = new Descent((value, target, place) -> neutralised(value, place));
    private final RecordShapes shapes;
    private final Predicate<Class<?>> strange;
    private final Function<Object, Optional<String>> refusal;

    /**
     * A way into views.
     *
     * @param shapes the record classes
     * @param strange which classes are another bundle's own, whose objects are left alone
     * @param refusal why an object that is no data cannot be in a view, if so
     */
    Neutraliser(RecordShapes shapes, Predicate<Class<?>> strange, Function<Object, Optional<String>> refusal) {
        this.shapes = shapes;
        this.strange = strange;
        this.refusal = refusal;
    }

    /** For what authors put into a view: whether it can stay is known when the view becomes a state. */
    static Neutraliser ofGiven() {
        return new Neutraliser(new RecordShapes(), type -> false, value -> Optional.empty());
    }

    /** The whole of a value. To be asked once. */
    Object whole(Object value, Place place) {
        Object neutral = neutral(value, place);
        return neutral == Descent.PENDING ? descent.finish() : neutral;
    }

    private Object neutral(Object value, Place place) {
        return isNeutral(value) || Wiring.isHandle(value) ? value : descent.descend(value, Object.class, place);
    }

    private Object neutralised(Object value, Place place) {
        Class<?> type = value.getClass();
        if (type.isArray()) {
            return array(value, place);
        }
        if (strange.test(type)) {
            return value;
        }
        if (value instanceof Enum<?> constant) {
            Class<?> declared = constant.getDeclaringClass();
            return Jdk.defines(declared) ? value : new EnumValue(declared.getName(), constant.name());
        }
        if (type.isRecord() && !Jdk.defines(type)) {
            return record(value, place);
        }
        if (value instanceof Optional<?> optional) {
            Optional<?> neutral = optional.map(content -> neutral(content, place.content()));
            return neutral.isPresent() && neutral.get() == Descent.PENDING ? Descent.PENDING : neutral;
        }
        if (value instanceof Map.Entry<?, ?> entry && Entries.isPair(entry)) {
            return pair(entry, place);
        }
        if (value instanceof Collection || value instanceof Map || value instanceof Map.Entry) {
            return Kind.of(value, place).map(kind -> container(kind, value, place))
                    .orElseGet(() -> new Opaque(place.path(), Kind.refusal(value)));
        }
        return refusal.apply(value).<Object>map(why -> new Opaque(place.path(), why))
                .orElseGet(() -> Copies.of(value).orElse(value));
    }

    private static boolean isNeutral(Object value) {
        return value == null || Plain.is(value.getClass()) || value instanceof NeutralRecord
                || value instanceof EnumValue || value instanceof NeutralContainer || value instanceof NeutralArray
                || value instanceof Opaque;
    }

    private Object pair(Map.Entry<?, ?> entry, Place place) {
        int mark = descent.mark();
        Object key = neutral(entry.getKey(), place.component("key"));
        Object value = neutral(entry.getValue(), place.component("value"));
        return descent.isPendingSince(mark) ? Descent.PENDING : Entries.with(entry, key, value);
    }

    private Object record(Object value, Place place) {
        RecordShape shape = shapes.of(value.getClass(), place);
        int mark = descent.mark();
        Map<String, Object> components = new LinkedHashMap<>();
        for (int i = 0; i < shape.components().size(); i++) {
            Component component = shape.components().get(i);
            components.put(component.name(), neutral(shape.read(value, i), place.component(component.name())));
        }
        return descent.isPendingSince(mark)
                ? Descent.PENDING
                : new NeutralRecord(value.getClass().getName(), components);
    }

    private Object array(Object value, Place place) {
        int mark = descent.mark();
        List<Object> elements = new ArrayList<>(Array.getLength(value));
        for (int i = 0; i < Array.getLength(value); i++) {
            elements.add(neutral(Array.get(value, i), place.element(i)));
        }
        return descent.isPendingSince(mark)
                ? Descent.PENDING
                : new NeutralArray(value.getClass().getName(), elements);
    }

    private Object container(Kind kind, Object value, Place place) {
        Parts parts = Parts.of(value, place);
        int mark = descent.mark();
        List<Object> items = new ArrayList<>(parts.items().size());
        Optional<Object> order = parts.order().map(comparator -> neutral(comparator, place.order()));
        if (value instanceof Map) {
            Map<Object, Object> entries = new LinkedHashMap<>();
            for (int i = 0; i < parts.items().size(); i++) {
                Object key = parts.items().get(i);
                entries.put(neutral(key, place.key(i)), neutral(parts.values().get(i), place.valueOf(key, i)));
            }
            if (descent.isPendingSince(mark)) {
                return Descent.PENDING;
            }
            return entries.size() == parts.items().size()
                    ? new NeutralContainer.OfMap(kind, entries, order)
                    : new Opaque(place.path(), Parts.COLLAPSED);
        }
        for (Object element : parts.items()) {
            items.add(neutral(element, place.element(items.size())));
        }
        if (descent.isPendingSince(mark)) {
            return Descent.PENDING;
        }
        if (!(value instanceof Set)) {
            return new NeutralContainer.OfList(kind, items);
        }
        Set<Object> elements = new LinkedHashSet<>(items);
        return elements.size() == items.size()
                ? new NeutralContainer.OfSet(kind, elements, order)
                : new Opaque(place.path(), Parts.COLLAPSED);
    }
}
