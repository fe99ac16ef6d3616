/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.io.IOException;
import java.nio.file.Path;

/** A disk that is full, or that loses its power, after a number of changes. */
final class FailingDisk extends Disk {

    private int left = Integer.MAX_VALUE;
    private boolean crashing;

    /** The power went. */
    static final class Crash extends Error {

        private static final long serialVersionUID = 1;
    }

    /** After so many changes every other one fails. */
    void failAfter(int changes) {
        left = changes;
        crashing = false;
    }

    /** After so many changes nothing is done any more. */
    void crashAfter(int changes) {
        left = changes;
        crashing = true;
    }

    void work() {
        left = Integer.MAX_VALUE;
    }

    /** Whether there were fewer changes. */
    boolean isStillToFail() {
        return left > 0;
    }

    @Override
    void about(String change, Path file) throws IOException {
        if (left <= 0) {
            if (crashing) {
                throw new Crash();
            }
            throw new IOException("no space left on device");
        }
        left--;
    }
}
