/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.engine.migration.Conversion;
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
 */
final class LateMessages implements StateChange {

    private static final int DEEPEST = 8;

    private final ClassLoader old;
    private final ClassLoader current;
    private final Conversion ahead;
    private final Conversion back;

    LateMessages(ClassLoader old, ClassLoader current) {
        this.old = old;
        this.current = current;
        this.ahead = new Conversion(old, current);
        this.back = new Conversion(current, old);
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
        return ahead.carry(message);
    }

    @Override
    public Object messageBack(Object message) {
        return back.carry(message);
    }

    @Override
    public boolean isForMessage(Class<?> type, boolean backwards) {
        ClassLoader own = backwards ? old : current;
        ClassLoader other = backwards ? current : old;
        if (type.getClassLoader() == other) {
            return true;
        }
        return type.getClassLoader() != own && isContainer(type, backwards ? back : ahead, other, 0);
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
