/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal.wire;

import java.nio.charset.StandardCharsets;

/**
 * One thing that is said.
 *
 * @param kind what it is
 * @param content what belongs to it; not copied
 */
public record Frame(Kind kind, byte[] content) {

    private static final byte[] NOTHING = {};

    /** What can be said. The order is the protocol: a new kind comes last, and {@link Hello#VERSION} changes. */
    public enum Kind {
        /** To the platform, first of all: a {@link Hello}. */
        HELLO,
        /** To the platform: what was typed, or a part of the script that it has asked for. */
        INPUT,
        /** To the platform: there is no more input. */
        END_OF_INPUT,
        /** To the platform: columns and rows of the terminal, a byte pair each. */
        SIZE,
        /** To the platform: Ctrl-C where there is no terminal to type it. */
        INTERRUPT,
        /** From the platform: more of the script is wanted. */
        MORE,
        /** From the platform: for the standard output. */
        OUTPUT,
        /** From the platform: for the standard error stream. */
        ERRORS,
        /** From the platform, last of all: the exit status, a byte. */
        EXIT
    }

    /** One without content. */
    public static Frame of(Kind kind) {
        return new Frame(kind, NOTHING);
    }

    /** One with a text. */
    public static Frame of(Kind kind, String text) {
        return new Frame(kind, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The end, with an exit status from 0 to 255. */
    public static Frame exit(int status) {
        return new Frame(Kind.EXIT, new byte[] { (byte) status });
    }

    /** The exit status of an end. */
    public int status() {
        return content.length == 0 ? 0 : Byte.toUnsignedInt(content[0]);
    }
}
