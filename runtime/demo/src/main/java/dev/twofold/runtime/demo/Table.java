/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.runtime.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table of text, each column as wide as it must be. */
final class Table {

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headings) {
        rows.add(List.of(headings));
    }

    void add(String... cells) {
        rows.add(List.of(cells));
    }

    @Override
    public String toString() {
        List<Integer> widths = IntStream.range(0, rows.get(0).size()).mapToObj(this::width).toList();
        String rule = widths.stream().map("-"::repeat).collect(Collectors.joining("  "));
        List<String> lines = new ArrayList<>(rows.stream().map(row -> line(row, widths)).toList());
        lines.add(1, rule);
        return String.join(System.lineSeparator(), lines);
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private static String line(List<String> row, List<Integer> widths) {
        return IntStream.range(0, row.size())
                .mapToObj(column -> pad(row.get(column), widths.get(column)))
                .collect(Collectors.joining("  "))
                .stripTrailing();
    }

    /** Numbers stand to the right, so that they can be compared. */
    private static String pad(String cell, int width) {
        String space = " ".repeat(width - cell.length());
        return cell.matches("\\d[\\d,.]*( ms)?") ? space + cell : cell + space;
    }
}
