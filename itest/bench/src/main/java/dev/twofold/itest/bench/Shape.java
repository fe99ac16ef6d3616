/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

/**
 * How many clients call how many servers.
 *
 * @param clients number of clients
 * @param servers number of servers
 */
public record Shape(int clients, int servers) {

    /** Reads what {@link #toString} writes. */
    static Shape parse(String text) {
        if (!text.matches("c[1-9]\\d{0,5}s[1-9]\\d{0,5}")) {
            throw new IllegalArgumentException("not a number of clients and of servers, as in c64s64: " + text);
        }
        int middle = text.indexOf('s');
        return new Shape(Integer.parseInt(text.substring(1, middle)), Integer.parseInt(text.substring(middle + 1)));
    }

    /** As in {@code c64s64}. */
    @Override
    public String toString() {
        return "c" + clients + "s" + servers;
    }
}
