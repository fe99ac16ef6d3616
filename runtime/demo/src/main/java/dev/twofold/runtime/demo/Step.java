/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.runtime.demo;

/**
 * What one step of the demo came to.
 *
 * @param name what was done
 * @param current the revision that was current afterwards
 * @param ok calls with a reply during the step
 * @param failed calls without one
 * @param longest the longest wait for a reply, in milliseconds
 * @param before state of the server before the step, as the shell shows it
 * @param after the same afterwards
 * @param times how long the swap took
 */
record Step(String name, String current, long ok, long failed, long longest, String before, String after,
        SwapTimes times) {
}
