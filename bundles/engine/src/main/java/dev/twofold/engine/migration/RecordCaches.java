package dev.twofold.engine.migration;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;
import java.util.List;

/**
 * What the JDK remembers of records. The code behind {@code equals}, {@code hashCode} and {@code toString} of records is
 * made on first use, and the method handles that it is made from keep the types they were last used for: on JDK 17 for
 * ever, later until memory is short. So the last record class of the whole JVM on which one of these was first called keeps
 * its class loader, and that may well be one of a revision that is gone.
 */
public final class RecordCaches {

    private static final Lookup LOOKUP = MethodHandles.lookup();

    private RecordCaches() {}

    /** Makes the JDK remember a record of the engine instead. To be called before a class loader can be collected. */
    public static void clear() {
        try {
            MethodHandle inner = LOOKUP.findVirtual(Blank.class, "inner", MethodType.methodType(Blank.class));
            for (String method : List.of("equals", "hashCode", "toString")) {
                ObjectMethods.bootstrap(LOOKUP, method, MethodHandle.class, Blank.class, "inner", inner);
            }
        } catch (RuntimeException | Error failed) {
            throw failed;
        } catch (Throwable impossible) { // as the JDK declares it
            throw new IllegalStateException("a record's methods cannot be made", impossible);
        }
    }

    /** Refers to itself so that the types of its component, too, are of the engine. */
    private record Blank(Blank inner) {
    }
}
