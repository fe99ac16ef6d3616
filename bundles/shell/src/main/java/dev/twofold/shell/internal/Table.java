/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.util.AbstractList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A list that knows how it looks as a table: a script walks over its rows, an operator sees columns.
 *
 * @param <T> a row
 */
final class Table<T> extends AbstractList<T> {

    private static final String GAP = "  ";

    private final List<Column<T>> columns;
    private final List<T> rows;
    private final String footer;

    /**
     * A column.
     *
     * @param header its heading
     * @param value its value in a row; numbers stand on the right
     * @param <T> a row
     */
    record Column<T>(String header, Function<T, Object> value) {
    }

    /** A table with text below it, or in place of it if there are no rows; there may be no text. */
    Table(List<Column<T>> columns, List<T> rows, String footer) {
        this.columns = List.copyOf(columns);
        this.rows = List.copyOf(rows);
        this.footer = footer;
    }

    /** A table with text in place of it if there are no rows. */
    static <T> Table<T> or(String ifNone, List<Column<T>> columns, List<T> rows) {
        return new Table<>(columns, rows, rows.isEmpty() ? ifNone : "");
    }

    @Override
    public T get(int index) {
        return rows.get(index);
    }

    @Override
    public int size() {
        return rows.size();
    }

    /** The table for an operator, without a line break at its end. */
    String text() {
        if (rows.isEmpty()) {
            return footer;
        }
        List<Object> headers = columns.stream().map(column -> (Object) column.header()).toList();
        List<List<Object>> cells = rows.stream().map(this::cells).toList();
        List<Integer> widths = IntStream.range(0, columns.size()).mapToObj(index -> width(index, headers, cells))
                .toList();
        String lines = cells.stream().map(row -> line(row, row, widths)).collect(Collectors.joining("\n"));
        String table = line(headers, cells.get(0), widths) + "\n" + lines;
        return footer.isEmpty() ? table : table + "\n\n" + footer;
    }

    private List<Object> cells(T row) {
        return columns.stream().map(column -> column.value().apply(row)).toList();
    }

    private static int width(int index, List<Object> headers, List<List<Object>> cells) {
        int header = headers.get(index).toString().length();
        return cells.stream().mapToInt(row -> row.get(index).toString().length()).reduce(header, Math::max);
    }

    /** A line whose cells are aligned as those of another, which is how a header follows its column. */
    private static String line(List<Object> cells, List<Object> like, List<Integer> widths) {
        return IntStream.range(0, cells.size())
                .mapToObj(index -> pad(cells.get(index).toString(), widths.get(index), like.get(
                        index) instanceof Number))
                .collect(Collectors.joining(GAP)).stripTrailing();
    }

    private static String pad(String text, int width, boolean right) {
        String space = " ".repeat(width - text.length());
        return right ? space + text : text + space;
    }
}
