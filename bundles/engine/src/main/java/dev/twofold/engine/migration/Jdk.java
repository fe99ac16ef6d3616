/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

/** What belongs to the JDK and is the same class for everybody. */
final class Jdk {

    private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();

    private Jdk() {}

    static boolean defines(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader == PLATFORM;
    }
}
