/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.meter.api;

import java.util.regex.Pattern;

/** What a device may be called. Names come from outside and become names of servers, so they are checked. */
final class DeviceName {

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private DeviceName() {}

    static void check(String name) {
        if (!ALLOWED.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a device is named by 1 to 64 letters, digits, dots, dashes and underscores");
        }
    }
}
