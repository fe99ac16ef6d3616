/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The classes of a state: records {@code R0} to {@code Rn}, of which the sealed interface {@code Item} permits some, an enum
 * and a generic record. The state is an {@code R0}.
 *
 * @param records the records
 * @param constants the constants of the enum {@code Unit}
 * @param items indexes of the records that are an {@code Item}
 */
record Model(List<List<Component>> records, List<String> constants, Set<Integer> items) {

    private static final int DEEPEST = 5;

    /** What is compiled. */
    String source() {
        StringBuilder source = new StringBuilder("enum Unit { " + String.join(", ", constants) + " }\n");
        source.append("sealed interface Item permits ").append(items.stream().sorted().map(i -> "R" + i)
                .collect(Collectors.joining(", "))).append(" {}\nrecord Box<T>(T content, List<T> more) {}\n");
        for (int i = 0; i < records.size(); i++) {
            source.append(records.get(i).stream().map(one -> one.type().source() + " " + one.name())
                    .collect(Collectors.joining(", ", "record R" + i + "(", ")")))
                    .append(items.contains(i) ? " implements Item {}\n" : " {}\n");
        }
        return source.toString();
    }

    /** Any value of a record. */
    Object value(Revision revision, int record, Random random, int depth) {
        return revision.make("R" + record, records.get(record).stream()
                .map(component -> value(revision, component.type(), random, depth + 1)).toArray());
    }

    private Object value(Revision revision, Term type, Random random, int depth) {
        boolean deep = depth > DEEPEST;
        if (!type.isPrimitive() && (random.nextInt(12) == 0 || deep && type.isNested())) {
            return null;
        }
        int size = random.nextInt(4);
        return switch (type.kind()) {
            case "int" -> random.nextInt();
            case "long" -> random.nextLong();
            case "double" -> random.nextInt(8) == 0 ? Double.NaN : random.nextDouble();
            case "boolean" -> random.nextBoolean();
            case "char" -> (char) random.nextInt(Character.MAX_VALUE);
            case "Integer" -> random.nextInt(200);
            case "String" -> text(random);
            case "java.math.BigDecimal" -> BigDecimal.valueOf(random.nextLong(), random.nextInt(9));
            case "UUID" -> new UUID(random.nextLong(), random.nextLong());
            case "java.time.LocalDate" -> LocalDate.ofEpochDay(random.nextInt(40_000));
            case "Date" -> new Date(random.nextLong());
            case "BitSet" -> BitSet.valueOf(new long[] { random.nextLong() });
            case "StringBuilder" -> new StringBuilder(text(random));
            case "java.nio.ByteBuffer" -> ByteBuffer.wrap(new byte[] { 1, (byte) size }).position(random.nextInt(3));
            case "Unit" -> revision.constant("Unit", constants.get(random.nextInt(constants.size())));
            case "int[]" -> random.ints(size).toArray();
            case "Object" -> value(revision, any(random), random, depth + 1);
            case "Item" -> value(revision, items.stream().sorted().toList().get(random.nextInt(items.size())), random,
                    depth);
            case "Box" -> revision.make("Box", value(revision, type.of().get(), random, depth + 1),
                    list(revision, type.of().get(), random, depth, size));
            case "Optional" -> Optional.ofNullable(value(revision, type.of().get(), random, depth + 1));
            case "List" -> list(revision, type.of().get(), random, depth, size);
            case "Set" -> set(list(revision, type.of().get(), random, depth, size), random);
            case "Map" -> map(list(revision, type.of().get(), random, depth, size), random);
            case "[]" -> array(revision, type.of().get(), random, depth, size);
            default -> value(revision, Integer.parseInt(type.kind().substring(1)), random, depth);
        };
    }

    private Term any(Random random) {
        List<Term> terms = List.of(Term.of("String"), Term.of("long"), Term.of("Unit"), Term.of("R" + random.nextInt(
                records.size())), new Term("List", Optional.of(Term.of("Item"))));
        return terms.get(random.nextInt(terms.size()));
    }

    private static String text(Random random) {
        return Integer.toString(random.nextInt(50), 36);
    }

    private List<Object> list(Revision revision, Term element, Random random, int depth, int size) {
        List<Object> made = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            made.add(value(revision, element, random, depth + 1));
        }
        return switch (random.nextInt(6)) {
            case 5 -> made.stream().toList();
            case 0 -> new LinkedList<>(made);
            case 1 -> Collections.unmodifiableList(made);
            case 2 -> made.contains(null) ? made.stream().toList() : List.copyOf(made);
            case 3 -> java.util.Arrays.asList(made.toArray());
            default -> made;
        };
    }

    private static Set<Object> set(List<Object> elements, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> new HashSet<>(elements);
            case 1 -> Collections.unmodifiableSet(new LinkedHashSet<>(elements));
            default -> new LinkedHashSet<>(elements);
        };
    }

    private static Map<String, Object> map(List<Object> values, Random random) {
        Map<String, Object> map = switch (random.nextInt(4)) {
            case 0 -> new HashMap<>();
            case 1 -> new TreeMap<>(Collections.reverseOrder());
            case 2 -> new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            default -> new LinkedHashMap<>();
        };
        values.forEach(value -> map.put(text(random), value));
        return map;
    }

    private Object array(Revision revision, Term element, Random random, int depth, int size) {
        Object array = Array.newInstance(element.raw(revision), size);
        for (int i = 0; i < size; i++) {
            Object made = value(revision, element, random, depth + 1);
            if (made != null) {
                Array.set(array, i, made);
            }
        }
        return array;
    }

    /** A component of a record. */
    record Component(String name, Term type) {
    }

    /** A type; {@code of} is its argument. */
    record Term(String kind, Optional<Term> of) {

        static Term of(String kind) {
            return new Term(kind, Optional.empty());
        }

        boolean isPrimitive() {
            return Set.of("int", "long", "double", "boolean", "char").contains(kind);
        }

        boolean isNested() {
            return of.isPresent() || kind.equals("Item") || kind.equals("Object") || kind.matches("R\\d+");
        }

        String source() {
            String argument = of.map(Term::source).orElse("");
            return switch (kind) {
                case "[]" -> argument + "[]";
                case "Map" -> "Map<String, " + boxed(argument) + ">";
                default -> of.isPresent() ? kind + "<" + boxed(argument) + ">" : kind;
            };
        }

        private static String boxed(String argument) {
            return switch (argument) {
                case "int" -> "Integer";
                case "long" -> "Long";
                case "double" -> "Double";
                case "boolean" -> "Boolean";
                case "char" -> "Character";
                default -> argument;
            };
        }

        /** The class of an element of an array. */
        Class<?> raw(Revision revision) {
            return switch (kind) {
                case "int" -> int.class;
                case "long" -> long.class;
                case "double" -> double.class;
                case "boolean" -> boolean.class;
                case "char" -> char.class;
                case "Integer" -> Integer.class;
                case "String" -> String.class;
                case "java.math.BigDecimal" -> BigDecimal.class;
                case "UUID" -> UUID.class;
                case "java.time.LocalDate" -> LocalDate.class;
                case "int[]" -> int[].class;
                case "Date" -> Date.class;
                case "BitSet" -> BitSet.class;
                case "StringBuilder" -> StringBuilder.class;
                case "java.nio.ByteBuffer" -> ByteBuffer.class;
                case "Object" -> Object.class;
                case "Optional" -> Optional.class;
                case "List" -> List.class;
                case "Set" -> Set.class;
                case "Map" -> Map.class;
                case "[]" -> of.orElseThrow().raw(revision).arrayType();
                default -> revision.type(kind);
            };
        }
    }
}
