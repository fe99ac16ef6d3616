/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.load;

/**
 * State of one server. A change of code makes a new one with the same diary.
 *
 * @param version of the code that may use it
 * @param diary what the server has seen
 */
record Life(String version, Diary diary) {

    Life in(String newVersion) {
        return new Life(newVersion, diary);
    }
}
