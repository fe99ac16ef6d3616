/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import dev.twofold.code.EnumValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Takes values out of their classes: the way into a view. Safe from any thread. */
final class Neutraliser {

    private static final String SELF = "it holds itself in its elements or keys, and no view can show that";

    private final RecordShapes shapes;
    private final Map<Class<?>, RecordShape> plain = new ConcurrentHashMap<>();
    private final Predicate<Class<?>> strange;
    private final Function<Object, Optional<String>> refusal;

    /** As what a container is known in a view. */
    private final UnaryOperator<Kind> kept;

    /**
     * A way into views.
     *
     * @param shapes the record classes
     * @param strange which classes are another bundle's own, whose objects are left alone
     * @param refusal why an object that is no data cannot be in a view, if so
     */
    Neutraliser(RecordShapes shapes, Predicate<Class<?>> strange, Function<Object, Optional<String>> refusal) {
        this(shapes, strange, refusal, UnaryOperator.identity());
    }

    private Neutraliser(RecordShapes shapes, Predicate<Class<?>> strange, Function<Object, Optional<String>> refusal,
            UnaryOperator<Kind> kept) {
        this.shapes = shapes;
        this.strange = strange;
        this.refusal = refusal;
        this.kept = kept;
    }

    /** For what authors put into a view: whether it can stay is known when the view becomes a state. */
    static Neutraliser ofGiven() {
        return new Neutraliser(new RecordShapes(), type -> false, value -> Optional.empty(), Kind::changeable);
    }

    /** The whole of a value. */
    Object whole(Object value, Place place) {
        if (isNeutral(value)) {
            return value;
        }
        RecordShape plain = plain(value.getClass(), place);
        if (plain != null) {
            return view(plain, value);
        }
        try {
            return new Walk(null).whole(value, place);
        } catch (CircleException circle) {
            return new Walk(new Circles(shapes, part -> false).from(value, place)).whole(value, place);
        }
    }

    /** The shape of a record that can be put into a view as it is; {@code null} for others. */
    private RecordShape plain(Class<?> type, Place place) {
        RecordShape known = plain.get(type);
        if (known != null) {
            return known;
        }
        if (shapes.sort(type) != Sort.RECORD || strange.test(type) || !shapes.of(type, place).isPlain()) {
            return null;
        }
        plain.put(type, shapes.of(type, place));
        return plain.get(type);
    }

    private static NeutralRecord view(RecordShape shape, Object record) {
        return new NeutralRecord(shape.layout(), shape.read(record));
    }

    private boolean isNeutral(Object value) {
        if (value == null || Plain.is(value.getClass())) {
            return true;
        }
        return switch (shapes.sort(value.getClass())) {
            case HANDLE, VIEW, ENUM_VALUE, OPAQUE -> true;
            default -> value instanceof NeutralContainer || value instanceof NeutralArray;
        };
    }

    /** One walk through a value. */
    private final class Walk implements Descent.Step {

        private final Descent descent;

        Walk(Map<Object, Circle> circles) {
            descent = new Descent(this, circles);
        }

        Object whole(Object value, Place place) {
            Object neutral = neutral(value, place);
            return neutral == Descent.PENDING ? descent.finish() : neutral;
        }

        private Object neutral(Object value, Place place) {
            if (isNeutral(value)) {
                return value;
            }
            RecordShape plain = plain(value.getClass(), place);
            return plain != null ? view(plain, value) : descent.descend(value, this, null, place);
        }

        @Override
        public Object into(Object value, Wanted wanted, Place place) {
            Class<?> type = value.getClass();
            Sort sort = shapes.sort(type);
            if (sort == Sort.ARRAY) {
                return array(value, place);
            }
            if (strange.test(type)) {
                return value;
            }
            return switch (sort) {
                case ENUM -> constant((Enum<?>) value);
                case RECORD -> record(value, place);
                case OPTIONAL -> optional((Optional<?>) value, place);
                case PAIR -> pair((Map.Entry<?, ?>) value, place);
                case COLLECTION, MAP -> container(value, place);
                default -> other(value, place);
            };
        }

        @Override
        public Filling begin(Object value, Wanted wanted, Place place) {
            Sort sort = shapes.sort(value.getClass());
            if (sort == Sort.ARRAY) {
                return new ArrayFilling((Object[]) value, place);
            }
            boolean container = sort == Sort.COLLECTION || sort == Sort.MAP;
            return container && !strange.test(value.getClass())
                    ? Kind.of(value, place).map(kept).map(kind -> new ContainerFilling(kind, value, place)).orElse(null)
                    : null;
        }

        @Override
        public boolean fits(Object made, Wanted wanted, Place place) {
            return true;
        }

        private Object constant(Enum<?> value) {
            Class<?> declared = value.getDeclaringClass();
            return Jdk.defines(declared) ? value : new EnumValue(declared.getName(), value.name());
        }

        private Object other(Object value, Place place) {
            if (value instanceof Map.Entry) {
                return new Opaque(place.path(), Kind.refusal(value));
            }
            return refusal.apply(value).<Object>map(why -> new Opaque(place.path(), why))
                    .orElseGet(() -> Copies.of(value).orElse(value));
        }

        private Object optional(Optional<?> value, Place place) {
            if (value.isEmpty()) {
                return value;
            }
            Object content = neutral(value.get(), place.content());
            return content == Descent.PENDING ? content : Optional.of(content);
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
            Object[] values = shape.read(value);
            for (int i = 0; i < values.length; i++) {
                if (!isNeutral(values[i])) {
                    values[i] = neutral(values[i], place.component(shape.layout().name(i)));
                }
            }
            return descent.isPendingSince(mark) ? Descent.PENDING : new NeutralRecord(shape.layout(), values);
        }

        private Object array(Object value, Place place) {
            if (!(value instanceof Object[] objects)) {
                return new NeutralArray(value.getClass().getName(), ContainerShaper.copy(value));
            }
            int mark = descent.mark();
            Object[] elements = elements(objects, place);
            return descent.isPendingSince(mark)
                    ? Descent.PENDING
                    : new NeutralArray(value.getClass().getName(), elements);
        }

        private Object[] elements(Object[] array, Place place) {
            Object[] elements = new Object[array.length];
            for (int i = 0; i < elements.length; i++) {
                elements[i] = isNeutral(array[i]) ? array[i] : neutral(array[i], place.element(i));
            }
            return elements;
        }

        private Object container(Object value, Place place) {
            Optional<Kind> kind = Kind.of(value, place).map(kept);
            if (kind.isEmpty()) {
                return new Opaque(place.path(), Kind.refusal(value));
            }
            int mark = descent.mark();
            Parts parts = neutral(Parts.of(value, place), place);
            if (descent.isPendingSince(mark)) {
                return Descent.PENDING;
            }
            ViewParts view = new ViewParts(kind.get(), value, parts.order());
            return view.fill(parts) ? view.result() : new Opaque(place.path(), Parts.COLLAPSED);
        }

        private Parts neutral(Parts parts, Place place) {
            List<Object> items = new ArrayList<>(parts.items().size());
            List<Object> values = new ArrayList<>(parts.values().size());
            Optional<Object> order = parts.order().map(comparator -> neutral(comparator, place.order()));
            for (Object item : parts.items()) {
                int index = items.size();
                items.add(isNeutral(item)
                        ? item
                        : neutral(item, parts.values().isEmpty() ? place.element(index) : place.key(index)));
            }
            for (Object value : parts.values()) {
                values.add(isNeutral(value)
                        ? value
                        : neutral(value, place.valueOf(parts.items().get(values.size()), values.size())));
            }
            return new Parts(items, values, order, Optional.empty());
        }

        private final class ArrayFilling implements Filling {

            private final Object[] array;
            private final Place place;
            private final Object[] neutral;
            private Object[] elements;

            ArrayFilling(Object[] array, Place place) {
                this.array = array;
                this.place = place;
                this.neutral = new Object[array.length];
            }

            @Override
            public Object result() {
                return new NeutralArray(array.getClass().getName(), neutral);
            }

            @Override
            public boolean prepare() {
                int mark = descent.mark();
                elements = elements(array, place);
                return !descent.isPendingSince(mark);
            }

            @Override
            public boolean isLast() {
                return false;
            }

            @Override
            public void fill() {
                System.arraycopy(elements, 0, neutral, 0, neutral.length);
            }

            @Override
            public void verify() {
                // it needs no hashes
            }
        }

        private final class ContainerFilling implements Filling {

            private final Object container;
            private final Place place;
            private final ViewParts view;
            private Parts parts;

            ContainerFilling(Kind kind, Object container, Place place) {
                this.container = container;
                this.place = place;
                this.view = new ViewParts(kind, container, Kind.orderOf(container)
                        .map(comparator -> neutral(comparator, place.order())));
            }

            @Override
            public Object result() {
                return view.result();
            }

            @Override
            public boolean prepare() {
                int mark = descent.mark();
                parts = neutral(Parts.of(container, place), place);
                return !descent.isPendingSince(mark);
            }

            @Override
            public boolean isLast() {
                return !(view.result() instanceof NeutralContainer.OfList);
            }

            /** The hash of a view depends on all that is in it. */
            @Override
            public void fill() {
                if (!UserCode.run(place, SELF, () -> view.fill(parts))) {
                    throw place.refuse(Parts.COLLAPSED, "keeps them apart");
                }
            }

            @Override
            public void verify() {
                if (isLast() && !UserCode.run(place, SELF, () -> view.hasAll(parts.items()))) {
                    throw place.refuse(SELF, "replaces it");
                }
            }
        }
    }

    /** A container of a view while it is made. */
    private static final class ViewParts {

        private final List<Object> list = new ArrayList<>();
        private final Set<Object> set = new LinkedHashSet<>();
        private final Map<Object, Object> map = new LinkedHashMap<>();
        private final NeutralContainer result;

        ViewParts(Kind kind, Object of, Optional<Object> order) {
            if (of instanceof Map) {
                result = new NeutralContainer.OfMap(kind, map, order);
            } else {
                result = of instanceof Set
                        ? new NeutralContainer.OfSet(kind, set, order)
                        : new NeutralContainer.OfList(kind, list);
            }
        }

        NeutralContainer result() {
            return result;
        }

        boolean hasAll(List<Object> items) {
            return set.containsAll(items) || map.keySet().containsAll(items);
        }

        /** {@code false} if some of it has become equal. */
        boolean fill(Parts parts) {
            if (result instanceof NeutralContainer.OfList) {
                list.addAll(parts.items());
                return true;
            }
            if (result instanceof NeutralContainer.OfSet) {
                set.addAll(parts.items());
                return set.size() == parts.items().size();
            }
            parts.fill(map);
            return map.size() == parts.items().size();
        }
    }
}
