/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.code;

import java.util.Objects;

/**
 * A constant of an enum without the enum.
 *
 * @param type name of the enum's class
 * @param name name of the constant
 */
public record EnumValue(String type, String name) {

    /** Checks that both are given. */
    public EnumValue {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(name, "name");
    }
}
