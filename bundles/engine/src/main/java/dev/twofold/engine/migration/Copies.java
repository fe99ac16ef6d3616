/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Date;
import java.util.Optional;

/** The JDK's values that can be changed and hold no other objects: each revision gets its own. */
final class Copies {

    private Copies() {}

    /** Whether an object is one of these. */
    static boolean isFor(Object value) {
        return value instanceof ByteBuffer || value instanceof BitSet || value instanceof Date
                || value instanceof StringBuilder;
    }

    /** A copy that is equal and behaves alike; empty for other objects. */
    static Optional<Object> of(Object value) {
        if (value instanceof ByteBuffer buffer) {
            return Optional.of(buffer(buffer));
        }
        if (value.getClass() == BitSet.class) {
            return Optional.of(((BitSet) value).clone());
        }
        if (value.getClass() == Date.class) {
            return Optional.of(((Date) value).clone());
        }
        return value.getClass() == StringBuilder.class
                ? Optional.of(new StringBuilder((StringBuilder) value))
                : Optional.empty();
    }

    /** All of it, also what lies beyond the limit; a mark cannot be read and is lost. */
    private static ByteBuffer buffer(ByteBuffer old) {
        ByteBuffer all = old.duplicate().clear();
        ByteBuffer copy = old.isDirect()
                ? ByteBuffer.allocateDirect(all.capacity())
                : ByteBuffer.allocate(all.capacity());
        copy.put(all);
        ByteBuffer same = old.isReadOnly() ? copy.asReadOnlyBuffer() : copy;
        return same.limit(old.limit()).position(old.position()).order(old.order());
    }
}
