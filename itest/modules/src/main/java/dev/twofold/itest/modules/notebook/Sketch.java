/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.notebook;

/** A state that no conversion takes over: neither a record nor anything of the JDK. */
public final class Sketch {

    private final int lines;

    Sketch(int lines) {
        this.lines = lines;
    }

    int lines() {
        return lines;
    }
}
