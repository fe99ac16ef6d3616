/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.meter.gateway;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Cuts what a client sends into lines. Its buffer never grows: a line that does not fit loses what lies between its first
 * {@link #KEPT} bytes and its end, and is too long for the protocol all the same. Belongs to one thread at a time.
 */
final class Lines {

    private static final int SIZE = 1024;
    private static final int KEPT = SIZE / 2;

    private final ByteBuffer buffer = ByteBuffer.allocate(SIZE);

    /** Where the next bytes go. There is always room for one. */
    ByteBuffer space() {
        if (!buffer.hasRemaining()) {
            buffer.position(KEPT);
        }
        return buffer;
    }

    /** Takes the next line, without its end, if it has come completely. To be called until empty before more is read. */
    Optional<String> next() {
        int length = length();
        if (length < 0) {
            return Optional.empty();
        }
        byte[] line = new byte[length];
        buffer.flip().get(line).get();
        buffer.compact();
        return Optional.of(new String(line, StandardCharsets.US_ASCII));
    }

    private int length() {
        for (int i = 0; i < buffer.position(); i++) {
            if (buffer.get(i) == '\n') {
                return i;
            }
        }
        return -1;
    }
}
