/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.util.function.LongPredicate;

/**
 * The whole numbers that something can be.
 *
 * @param least the least one
 * @param most the most
 */
record Range(long least, long most) {

    /**
     * Found by asking, since Metatype says whether a number can be used and not which could be.
     *
     * @param usable whether a number is one of them; all between two that are, are too
     * @param inside one of them
     */
    static Range of(LongPredicate usable, long inside) {
        return new Range(last(usable, inside, Long.MIN_VALUE), last(usable, inside, Long.MAX_VALUE));
    }

    /** The last one on the way to the end of all numbers. */
    private static long last(LongPredicate usable, long inside, long end) {
        if (usable.test(end)) {
            return end;
        }
        long in = inside;
        long out = end;
        for (long middle = mean(in, out); middle != in && middle != out; middle = mean(in, out)) {
            if (usable.test(middle)) {
                in = middle;
            } else {
                out = middle;
            }
        }
        return in;
    }

    /** Rounded down; their sum may be too large. */
    private static long mean(long one, long other) {
        return (one & other) + ((one ^ other) >> 1);
    }

    @Override
    public String toString() {
        return "from " + least + " to " + most;
    }
}
