/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import dev.twofold.server.From;
import dev.twofold.server.Monitor;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerRegistry;
import dev.twofold.server.Sys;
import dev.twofold.server.Timer;
import java.lang.ref.Reference;
import java.lang.reflect.Proxy;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.BaseStream;

/** Which classes the new revision sees, and so which objects may go over as they are. Thread-safe. */
final class Wiring {

    private static final List<Class<?>> HANDLES = List.of(ServerRef.class, From.class, Monitor.class,
            Timer.class, ServerContext.class, ServerRegistry.class, Sys.class);
    private static final String REVERSED_COMPARATOR = "java.util.Collections$ReverseComparator2";

    private final ClassLoader target;
    private final Predicate<ClassLoader> strange;
    private final Map<String, Optional<Class<?>>> found = new ConcurrentHashMap<>();

    /**
     * A revision's wiring.
     *
     * @param target the new revision
     * @param strange whether a loader is certainly that of another bundle, not of an old revision
     */
    Wiring(ClassLoader target, Predicate<ClassLoader> strange) {
        this.target = target;
        this.strange = strange;
    }

    /** Whether the new revision sees this very class. */
    boolean passes(Class<?> type) {
        return Jdk.defines(type) || find(type.getName()).filter(type::equals).isPresent();
    }

    /** The class that objects of a class belong to in the new revision. */
    Optional<Class<?>> counterpart(Class<?> type) {
        return stays(type) ? Optional.of(type) : find(type.getName());
    }

    /** Whether a class is another bundle's private one: no revision's, and none that the new revision has a like of. */
    boolean isStrange(Class<?> type) {
        return !Jdk.defines(type) && strange.test(type.getClassLoader()) && find(type.getName()).isEmpty();
    }

    Optional<Class<?>> find(String name) {
        return found.computeIfAbsent(name, this::load);
    }

    /** What servers get from the engine to keep: it belongs to no revision, and is not taken apart. */
    static boolean isHandle(Class<?> type) {
        return HANDLES.stream().anyMatch(handle -> handle.isAssignableFrom(type));
    }

    /** Why an object that is no data cannot go over as it is; empty if it can. */
    Optional<String> refusal(Object value, Origin origin) {
        Class<?> type = value.getClass();
        if (value instanceof Class<?> named && !stays(named)) {
            return Optional.of("the class " + named.getName() + " itself belongs to the old revision");
        }
        if (origin == Origin.MESSAGE && Jdk.defines(type)) {
            return Optional.empty();
        }
        if (isCode(value) && (Jdk.defines(type) || !stays(type))) {
            return Optional.of("a lambda, proxy or the like (" + type.getName() + ") is code of whoever made it");
        }
        if (value instanceof Throwable) {
            return Optional.of("an exception (" + type.getName() + ") holds on to the code that threw it;"
                    + " a dev.twofold.server.Failure does not");
        }
        if (value instanceof Iterator || value instanceof BaseStream || value instanceof Map.Entry) {
            return Optional.of("an iterator, stream or entry (" + type.getName() + ") is a window on the old state");
        }
        if (!stays(type)) {
            return Optional.of("an object of the class " + type.getName() + ", which is not the new revision's;"
                    + " of the module's own classes only records and enums are carried over");
        }
        return held(value).filter(content -> !stays(content.getClass()))
                .map(content -> "its content (" + type.getName() + ") is an object of the class "
                        + content.getClass().getName() + ", which is not the new revision's");
    }

    /** Whether objects of a class belong to no old revision. */
    boolean stays(Class<?> type) {
        return type.getClassLoader() == target || passes(type) || isStrange(type);
    }

    private static boolean isCode(Object value) {
        Class<?> type = value.getClass();
        return type.isHidden() || type.isSynthetic() || Proxy.isProxyClass(type)
                || type.getName().equals(REVERSED_COMPARATOR);
    }

    /** The JDK's holders go over as the same object, so what they hold cannot be converted; looked into one deep. */
    private static Optional<Object> held(Object holder) {
        if (holder instanceof AtomicReference<?> atomic) {
            return Optional.ofNullable(atomic.get());
        }
        if (holder instanceof Reference<?> reference) {
            return Optional.ofNullable(reference.get());
        }
        if (holder instanceof CompletableFuture<?> future && future.isDone() && !future.isCompletedExceptionally()) {
            return Optional.ofNullable(future.getNow(null));
        }
        return Optional.empty();
    }

    private Optional<Class<?>> load(String name) {
        try {
            return Optional.of(Class.forName(name, false, target));
        } catch (ClassNotFoundException | LinkageError absent) {
            return Optional.empty();
        }
    }
}
