/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.engine.migration.Conversion;
import java.lang.ref.WeakReference;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Carries messages between two revisions of which both have a slot, by shape. Safe from any thread.
 *
 * <p>Most messages are of classes that both see, or of the server's own revision, and hold nothing of the other one; they are
 * told by their class and not looked into. What is told to have none of it: values of the JDK that hold nothing, enums, and
 * records whose components are declared as such; of other records of the server's own revision, too, since who makes them
 * has that revision's classes.
 *
 * <p>The old revision is not kept for this: when nobody has anything of it any more there is nothing to carry.
 */
final class LateMessages implements StateChange {

    private static final int DEEPEST = 8;

    private final WeakReference<ClassLoader> old;
    private final ClassLoader current;
    private final Way ahead = new Way();
    private final Way back = new Way();

    LateMessages(ClassLoader old, ClassLoader current) {
        this.old = new WeakReference<>(old);
        this.current = current;
    }

    /** The way in one direction. What it knows of the old revision may go before that does, and then there is another one. */
    private static final class Way {

        private volatile WeakReference<Conversion> made = new WeakReference<>(null);

        Conversion between(ClassLoader source, ClassLoader target) {
            Conversion known = made.get();
            if (known == null) {
                known = new Conversion(source, target);
                made = new WeakReference<>(known);
            }
            return known;
        }
    }

    @Override
    public boolean isFor(Code<?> from) {
        return false;
    }

    @Override
    public Object state(Code<?> from, Code<?> to, Object state) {
        throw new IllegalStateException("the servers of " + to.module() + " have gone over");
    }

    @Override
    public Object message(Object message) {
        ClassLoader before = old.get();
        return before == null ? message : ahead.between(before, current).carry(message);
    }

    @Override
    public Object messageBack(Object message) {
        ClassLoader before = old.get();
        return before == null ? message : back.between(current, before).carry(message);
    }

    @Override
    public boolean isForMessage(Class<?> type, boolean backwards) {
        ClassLoader before = old.get();
        if (before == null) {
            return false;
        }
        ClassLoader own = backwards ? before : current;
        ClassLoader other = backwards ? current : before;
        if (type.getClassLoader() == other) {
            return true;
        }
        return type.getClassLoader() != own && isContainer(type, backwards
                ? back.between(current, before)
                : ahead.between(before, current), other, 0);
    }

    /** Whether objects of a class that is not the other revision's may hold some that are. */
    private static boolean isContainer(Class<?> type, Conversion conversion, ClassLoader other, int depth) {
        if (type.isArray()) {
            return isContent(type.getComponentType(), conversion, other, depth + 1);
        }
        if (type.isRecord()) {
            return isShared(type, conversion) && hasContents(type, conversion, other, depth);
        }
        return Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type)
                || Map.Entry.class.isAssignableFrom(type) || type == Optional.class;
    }

    private static boolean hasContents(Class<?> record, Conversion conversion, ClassLoader other, int depth) {
        for (RecordComponent component : record.getRecordComponents()) {
            if (isContent(component.getType(), conversion, other, depth + 1)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a declared type leaves room for objects of the other revision. */
    private static boolean isContent(Class<?> declared, Conversion conversion, ClassLoader other, int depth) {
        if (declared.isPrimitive() || declared.isEnum()) {
            return false;
        }
        boolean isFinal = Modifier.isFinal(declared.getModifiers());
        return declared.getClassLoader() == other || !isFinal || depth > DEEPEST
                || isContainer(declared, conversion, other, depth);
    }

    /** Classes of clients that the module does not see are none of its business. */
    private static boolean isShared(Class<?> type, Conversion conversion) {
        return conversion.passes(type);
    }
}
