/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;
import java.util.List;

/**
 * What the JDK remembers of records. The code of their {@code equals}, {@code hashCode} and {@code toString} is made on
 * first use, from method handles that keep the types they were used for last: on JDK 17 for ever, later until memory is
 * short. So the record class on which such a method was first called last, of all in the JVM, keeps its class loader; and
 * that may be one of a revision that is gone.
 */
public final class RecordCaches {

    private RecordCaches() {}

    /**
     * Makes the JDK remember something else. To be called when a revision has ended, before one waits for its class
     * loader to be collected. Safe from any thread.
     */
    public static void clear() {
        try {
            Class<?> blank = new Elsewhere().blank();
            Lookup lookup = MethodHandles.privateLookupIn(blank, MethodHandles.lookup());
            MethodHandle inner = lookup.findVirtual(blank, "inner", MethodType.methodType(blank));
            for (String method : List.of("equals", "hashCode", "toString")) {
                ObjectMethods.bootstrap(lookup, method, MethodHandle.class, blank, "inner", inner);
            }
        } catch (RuntimeException | Error failed) {
            throw failed;
        } catch (Throwable impossible) { // the JDK declares it; no author's code runs here
            throw new IllegalStateException("the methods of a record cannot be made", impossible);
        }
    }

    /** The JDK keeps types of its own three loaders apart from others, so one of another loader has to be shown to it. */
    private static final class Elsewhere extends ClassLoader {

        Elsewhere() {
            super(RecordCaches.class.getClassLoader());
        }

        Class<?> blank() throws IOException {
            try (InputStream file = RecordCaches.class.getResourceAsStream("Blank.class")) {
                byte[] bytes = file.readAllBytes();
                return defineClass(Blank.class.getName(), bytes, 0, bytes.length);
            }
        }
    }
}
