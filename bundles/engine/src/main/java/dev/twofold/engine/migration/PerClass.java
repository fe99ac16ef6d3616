/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.lang.ref.SoftReference;
import java.util.function.Function;

/**
 * What has been read of classes, kept by each class itself: it goes with the class, and softly, so that a class which stays
 * does not keep who has read it. Safe from any thread.
 *
 * @param <V> what is read
 */
final class PerClass<V> {

    private final ClassValue<SoftReference<V>> kept;

    /**
     * Nothing is read as yet.
     *
     * @param read reads a class; what it throws is thrown by {@link #of}, and nothing is kept then
     */
    PerClass(Function<Class<?>, V> read) {
        kept = new ClassValue<>() {

            @Override
            protected SoftReference<V> computeValue(Class<?> type) {
                return new SoftReference<>(read.apply(type));
            }
        };
    }

    V of(Class<?> type) {
        V known = kept.get(type).get();
        while (known == null) {
            kept.remove(type);
            known = kept.get(type).get();
        }
        return known;
    }
}
