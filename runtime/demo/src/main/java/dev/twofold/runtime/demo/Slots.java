/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.runtime.demo;

import java.util.List;
import java.util.Optional;

/**
 * The two slots of a module, as {@code module:list} shows them.
 *
 * @param current version in the current slot
 * @param old version in the old slot
 */
public record Slots(String current, String old) {

    /** Stands for the version in a slot that is empty. */
    public static final String EMPTY = "-";

    /**
     * Finds a module in the list.
     *
     * @param list what {@code module:list} printed
     * @param module name of the module
     * @return its slots; both are empty if there is no such module
     */
    public static Slots parse(String list, String module) {
        return new Slots(version(list, module, "current"), version(list, module, "old"));
    }

    /**
     * Finds out why a file was refused.
     *
     * @param list what {@code module:list} printed
     * @param file name of the file
     * @return date, time and reason; empty if it is not listed as refused
     */
    public static Optional<String> refusal(String list, String file) {
        return list.lines().filter(line -> line.startsWith(file + " ")).map(line -> line.substring(file.length())
                .strip())
                .findFirst();
    }

    private static String version(String list, String module, String slot) {
        return list.lines()
                .map(line -> List.of(line.strip().split("\\s+")))
                .filter(cells -> cells.size() > 2 && cells.get(0).equals(module) && cells.get(1).equals(slot))
                .map(cells -> cells.get(2))
                .findFirst()
                .orElse(EMPTY);
    }

    @Override
    public String toString() {
        return current + " current, " + (old.equals(EMPTY) ? "none" : old) + " old";
    }
}
