/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.load;

/**
 * A message: one number for each that a sender sends to a server, whatever way it goes.
 *
 * @param sender who sends it
 * @param number the first is 1, each following is one more
 * @param deed what the receiver is to do
 */
record Order(int sender, int number, Deed deed) {
}
