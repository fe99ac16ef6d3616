/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;

/**
 * What the JDK keeps of records. What links {@code equals}, {@code hashCode} and {@code toString} of records remembers the
 * classes that it did last, and so their loader: strongly on Java 17 (JDK-8078641), softly later. No module can help that,
 * and the next record takes the place.
 */
final class RecordMethods {

    private RecordMethods() {}

    /** Has a record take that place which nobody misses. */
    static void forgetLast() {
        try {
            Constructor<?> constructor = new ProbeLoader().probe().getDeclaredConstructors()[0];
            constructor.setAccessible(true);
            Object one = constructor.newInstance((Object) null);
            Object other = constructor.newInstance(one);
            one.equals(other);
            one.hashCode();
            one.toString();
        } catch (ReflectiveOperationException | IOException impossible) {
            throw new IllegalStateException("cannot make a " + RecordProbe.class.getName(), impossible);
        }
    }

    /** Defines the record anew each time: its methods are linked once per class. */
    private static final class ProbeLoader extends ClassLoader {

        ProbeLoader() {
            super(RecordMethods.class.getClassLoader());
        }

        Class<?> probe() throws IOException {
            try (InputStream content = RecordProbe.class.getResourceAsStream("RecordProbe.class")) {
                byte[] bytes = content.readAllBytes();
                return defineClass(RecordProbe.class.getName(), bytes, 0, bytes.length);
            }
        }
    }
}
