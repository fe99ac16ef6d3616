/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The kinds of containers that are carried over, each as what it was. A kind that is not here is refused: nobody would
 * notice at once what it had lost, a bound or a lock.
 */
enum Kind {
    ARRAY_LIST(Family.SEQUENCE, ArrayList.class, parts -> new ArrayList<>(parts.items()), "ArrayList"),

    ARRAY_DEQUE(Family.SEQUENCE, ArrayDeque.class, parts -> new ArrayDeque<>(parts.items()), "ArrayDeque"),

    LINKED_LIST(Family.SEQUENCE, LinkedList.class, parts -> new LinkedList<>(parts.items()), "LinkedList"),

    FIXED_LIST(Family.SEQUENCE, List.class, parts -> Arrays.asList(parts.items().toArray()), "Arrays$ArrayList"),

    IMMUTABLE_LIST(Family.SEQUENCE, List.class, parts -> List.copyOf(parts.items()), "ImmutableCollections$ListN",
            "ImmutableCollections$List12", "ImmutableCollections$SubList"),

    /** Of {@code Stream.toList}, which may hold and be asked for {@code null}; it has the class of another kind. */
    NULLABLE_LIST(Family.SEQUENCE, List.class, parts -> parts.items().stream().toList()),

    UNMODIFIABLE_LIST(Family.SEQUENCE, List.class, parts -> Collections.unmodifiableList(parts.items()),
            "Collections$UnmodifiableList", "Collections$UnmodifiableRandomAccessList", "Collections$EmptyList",
            "Collections$SingletonList", "Collections$CopiesList"),

    UNMODIFIABLE_COLLECTION(Family.SEQUENCE, Collection.class,
            parts -> Collections.unmodifiableCollection(parts.items()), "Collections$UnmodifiableCollection"),

    HASH_SET(Family.SET, HashSet.class, parts -> new HashSet<>(parts.items()), "HashSet"),

    LINKED_HASH_SET(Family.SET, LinkedHashSet.class, parts -> new LinkedHashSet<>(parts.items()), "LinkedHashSet"),

    TREE_SET(Family.SET, TreeSet.class, Parts::treeSet, "TreeSet"),

    ENUM_SET(Family.SET, EnumSet.class, Parts::enumSet, "RegularEnumSet", "JumboEnumSet"),

    IMMUTABLE_SET(Family.SET, Set.class, parts -> Set.copyOf(parts.items()), "ImmutableCollections$SetN",
            "ImmutableCollections$Set12"),

    UNMODIFIABLE_SET(Family.SET, Set.class, parts -> Collections.unmodifiableSet(new LinkedHashSet<>(parts.items())),
            "Collections$UnmodifiableSet", "Collections$EmptySet", "Collections$SingletonSet"),

    UNMODIFIABLE_SORTED_SET(Family.SET, NavigableSet.class,
            parts -> Collections.unmodifiableNavigableSet(parts.treeSet()), "Collections$UnmodifiableSortedSet",
            "Collections$UnmodifiableNavigableSet", "Collections$UnmodifiableNavigableSet$EmptyNavigableSet"),

    HASH_MAP(Family.MAP, HashMap.class, parts -> parts.fill(new HashMap<>()), "HashMap"),

    LINKED_HASH_MAP(Family.MAP, LinkedHashMap.class, parts -> parts.fill(new LinkedHashMap<>()), "LinkedHashMap"),

    /** A {@code LinkedHashMap} too, so it has no name of its own. */
    ACCESS_ORDERED_MAP(Family.MAP, LinkedHashMap.class, parts -> parts.fill(new LinkedHashMap<>(16, 0.75f, true))),

    TREE_MAP(Family.MAP, TreeMap.class, Parts::treeMap, "TreeMap"),

    CONCURRENT_HASH_MAP(Family.MAP, ConcurrentHashMap.class, parts -> parts.fill(new ConcurrentHashMap<>()),
            "concurrent.ConcurrentHashMap"),

    ENUM_MAP(Family.MAP, EnumMap.class, Parts::enumMap, "EnumMap"),

    IMMUTABLE_MAP(Family.MAP, Map.class, parts -> Map.copyOf(parts.fill(new HashMap<>())),
            "ImmutableCollections$MapN", "ImmutableCollections$Map1"),

    UNMODIFIABLE_MAP(Family.MAP, Map.class, parts -> Collections.unmodifiableMap(parts.fill(new LinkedHashMap<>())),
            "Collections$UnmodifiableMap", "Collections$EmptyMap", "Collections$SingletonMap"),

    UNMODIFIABLE_SORTED_MAP(Family.MAP, NavigableMap.class,
            parts -> Collections.unmodifiableNavigableMap(parts.treeMap()), "Collections$UnmodifiableSortedMap",
            "Collections$UnmodifiableNavigableMap", "Collections$UnmodifiableNavigableMap$EmptyNavigableMap");

    private static final Class<?> NULLABLE = Stream.of(1, 2, 3).toList().getClass();
    private static final Class<?> PART = List.of(1, 2, 3).subList(0, 2).getClass();
    private static final String PACKAGE = "java.util.";
    private static final Map<String, Kind> BY_CLASS = byClass();

    private final Family family;
    private final Class<?> type;
    private final Function<Parts, Object> maker;
    private final List<String> classes;

    Kind(Family family, Class<?> type, Function<Parts, Object> maker, String... classes) {
        this.family = family;
        this.type = type;
        this.maker = maker;
        this.classes = List.of(classes);
    }

    /** The kind of a collection or map, empty if it is none of these. */
    static Optional<Kind> of(Object container, Place place) {
        if (container instanceof NeutralContainer neutral) {
            return Optional.of(neutral.kind());
        }
        if (container instanceof NeutralArray) {
            return Optional.of(NULLABLE_LIST);
        }
        Class<?> type = container.getClass();
        Optional<Kind> kind = Optional.ofNullable(Jdk.defines(type) ? BY_CLASS.get(type.getName()) : null);
        if (isImmutableList(type) && UserCode.run(place, "it cannot be read", () -> isNullable((List<?>) container))) {
            return Optional.of(NULLABLE_LIST);
        }
        boolean accessOrdered = type == LinkedHashMap.class
                && UserCode.run(place, "it cannot be read", () -> isAccessOrdered((LinkedHashMap<?, ?>) container));
        return accessOrdered ? Optional.of(ACCESS_ORDERED_MAP) : kind;
    }

    /** The comparator of a sorted container, if it has one. */
    static Optional<Object> orderOf(Object container) {
        if (container instanceof NeutralContainer neutral) {
            return neutral.order();
        }
        if (container instanceof SortedSet<?> set) {
            return Optional.ofNullable(set.comparator());
        }
        return container instanceof SortedMap<?, ?> map ? Optional.ofNullable(map.comparator()) : Optional.empty();
    }

    /** What to tell of a container that is none of these. */
    static String refusal(Object container) {
        return "a " + container.getClass().getName()
                + ", which is not among the kinds of containers that are carried over";
    }

    /** The type that such a container is known by. */
    String title() {
        return type.getSimpleName();
    }

    /** Whether what is in it, or its keys, are asked for their hash or order when they are put in. */
    boolean isHashed() {
        return family != Family.SEQUENCE && !isEnum();
    }

    /** Whether such a container can be made before what is in it. */
    boolean canBeFilled() {
        return !isImmutable();
    }

    /** An empty one, if it can be filled later. */
    Fillable fillable(Parts before) {
        Parts empty = new Parts(List.of(), List.of(), before.order(), before.enumType());
        return switch (this) {
            case FIXED_LIST -> Fillable.ofArray(new Object[before.items().size()]);
            case UNMODIFIABLE_LIST -> {
                List<Object> list = new ArrayList<>();
                yield new Fillable(Collections.unmodifiableList(list), parts -> list.addAll(parts.items()));
            }
            case UNMODIFIABLE_COLLECTION -> {
                List<Object> list = new ArrayList<>();
                yield new Fillable(Collections.unmodifiableCollection(list), parts -> list.addAll(parts.items()));
            }
            case UNMODIFIABLE_SET -> {
                Set<Object> set = new LinkedHashSet<>();
                yield new Fillable(Collections.unmodifiableSet(set), parts -> set.addAll(parts.items()));
            }
            case UNMODIFIABLE_SORTED_SET -> {
                NavigableSet<Object> set = empty.treeSet();
                yield new Fillable(Collections.unmodifiableNavigableSet(set), parts -> set.addAll(parts.items()));
            }
            case UNMODIFIABLE_MAP -> {
                Map<Object, Object> map = new LinkedHashMap<>();
                yield new Fillable(Collections.unmodifiableMap(map), parts -> parts.fill(map));
            }
            case UNMODIFIABLE_SORTED_MAP -> {
                NavigableMap<Object, Object> map = empty.treeMap();
                yield new Fillable(Collections.unmodifiableNavigableMap(map), parts -> parts.fill(map));
            }
            default -> Fillable.of(make(empty));
        };
    }

    /**
     * A container that is filled later.
     *
     * @param result what others see
     * @param filler fills it
     */
    record Fillable(Object result, Consumer<Parts> filler) {

        static Fillable ofArray(Object[] array) {
            return new Fillable(Arrays.asList(array), parts -> parts.items().toArray(array));
        }

        @SuppressWarnings("unchecked") // it has been made for this
        static Fillable of(Object made) {
            return made instanceof Map<?, ?> map
                    ? new Fillable(made, parts -> parts.fill((Map<Object, Object>) map))
                    : new Fillable(made, parts -> ((Collection<Object>) made).addAll(parts.items()));
        }

        void fill(Parts parts) {
            filler.accept(parts);
        }
    }

    boolean isEnum() {
        return this == ENUM_SET || this == ENUM_MAP;
    }

    /** Whether such a container can be shared if all that it holds can. */
    boolean isImmutable() {
        return this == IMMUTABLE_LIST || this == NULLABLE_LIST || this == IMMUTABLE_SET || this == IMMUTABLE_MAP;
    }

    /** Whether the order of what is in it is a part of its value. */
    boolean isOrdered() {
        return family == Family.SEQUENCE || switch (this) {
            case LINKED_HASH_SET, TREE_SET, ENUM_SET, UNMODIFIABLE_SET, UNMODIFIABLE_SORTED_SET, LINKED_HASH_MAP,
                    ACCESS_ORDERED_MAP, TREE_MAP, ENUM_MAP, UNMODIFIABLE_MAP, UNMODIFIABLE_SORTED_MAP -> true;
            default -> false;
        };
    }

    /** This kind, or else the first one of its family that a declaration takes. */
    Optional<Kind> fitting(Class<?> declared) {
        return Stream.concat(Stream.of(this), Stream.of(values()))
                .filter(kind -> kind.family == family && declared.isAssignableFrom(kind.type)).findFirst();
    }

    /**
     * The kind that an author's container becomes in a state: one that can be changed. Streams and factories give others, and
     * a server that changes what it has would end with its next message.
     */
    Kind changeable() {
        return switch (this) {
            case FIXED_LIST, IMMUTABLE_LIST, NULLABLE_LIST, UNMODIFIABLE_LIST, UNMODIFIABLE_COLLECTION -> ARRAY_LIST;
            case IMMUTABLE_SET, UNMODIFIABLE_SET -> LINKED_HASH_SET;
            case UNMODIFIABLE_SORTED_SET -> TREE_SET;
            case IMMUTABLE_MAP, UNMODIFIABLE_MAP -> LINKED_HASH_MAP;
            case UNMODIFIABLE_SORTED_MAP -> TREE_MAP;
            default -> this;
        };
    }

    /** Makes a container; runs the {@code equals}, {@code hashCode} and {@code compareTo} of what is in it. */
    Object make(Parts parts) {
        return maker.apply(parts);
    }

    private static boolean isImmutableList(Class<?> type) {
        return type == NULLABLE || type == PART;
    }

    /** No method tells, but only a list that takes no null is its own copy. */
    private static boolean isNullable(List<?> list) {
        for (Object element : list) {
            if (element == null) {
                return true;
            }
        }
        return list.getClass() == NULLABLE && List.copyOf(list) != list;
    }

    /** No method tells, but a copy behaves alike and can be tried. */
    private static boolean isAccessOrdered(LinkedHashMap<?, ?> map) {
        @SuppressWarnings("unchecked")
        Map<Object, Object> probe = (Map<Object, Object>) map.clone();
        probe.clear();
        probe.put(1, 1);
        probe.put(2, 2);
        probe.get(1);
        return probe.keySet().iterator().next().equals(2);
    }

    private static Map<String, Kind> byClass() {
        Map<String, Kind> kinds = new HashMap<>();
        for (Kind kind : values()) {
            kind.classes.forEach(name -> kinds.put(PACKAGE + name, kind));
        }
        return Map.copyOf(kinds);
    }

    private enum Family {
        SEQUENCE, SET, MAP
    }
}
