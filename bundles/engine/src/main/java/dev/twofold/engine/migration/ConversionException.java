/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

/**
 * A value cannot be carried over. Holds text only, so it may be kept when the classes are gone; what the code of an author
 * threw is in the message, not the cause.
 */
public final class ConversionException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String path;

    /**
     * A value that cannot be carried over.
     *
     * @param path where it lies, such as {@code Meter.readings[3].unit}
     * @param why what is wrong and what to do
     */
    ConversionException(String path, String why) {
        super(path + ": " + why);
        this.path = path;
    }

    /**
     * Where the value lies.
     *
     * @return the path, from the class of the outermost value
     */
    public String path() {
        return path;
    }
}
