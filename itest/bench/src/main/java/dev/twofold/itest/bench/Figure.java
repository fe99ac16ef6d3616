/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;

/**
 * What was measured under a name.
 *
 * @param name the figure
 * @param unit of the values
 * @param values one for each repetition, at least one
 */
public record Figure(String name, String unit, List<Double> values) {

    /**
     * The middle one of the values.
     *
     * @return in the figure's unit
     */
    public double median() {
        List<Double> sorted = values.stream().sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }

    /**
     * The median for people.
     *
     * @return with at least three digits, and the unit
     */
    public String text() {
        return text(median()) + " " + unit;
    }

    /**
     * The least and the greatest of the values for people, which tells how far the median can be trusted.
     *
     * @return without the unit; empty if there is only one value
     */
    public String range() {
        DoubleSummaryStatistics all = values.stream().mapToDouble(Double::doubleValue).summaryStatistics();
        return all.getCount() < 2 ? "" : text(all.getMin()) + " to " + text(all.getMax());
    }

    private static String text(double value) {
        int decimals = Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 10 ? 1 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** {@code name: value unit}. */
    @Override
    public String toString() {
        return name + ": " + text();
    }
}
