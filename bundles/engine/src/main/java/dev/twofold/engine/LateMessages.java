/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.engine.migration.Conversion;
import java.lang.ref.WeakReference;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Carries messages to the current revision of a module, or back to the one before, by shape: of that revision, and of others
 * and earlier class loaders that clients still have messages of. Safe from any thread.
 *
 * <p>Most messages are of classes that all see, or of the server's own revision, and hold nothing of another one; they are
 * told by their class and not looked into. What is told to have none of it: values of the JDK that hold nothing, enums, and
 * records whose components are declared as such; of other records of the server's own revision, too, since who makes them
 * has that revision's classes.
 *
 * <p>No other revision is kept for this: when nobody has anything of it any more there is nothing to carry.
 */
final class LateMessages implements StateChange {

    private static final int DEEPEST = 8;

    private final WeakReference<ClassLoader> before;
    private final List<WeakReference<ClassLoader>> left = new ArrayList<>();
    private final ClassLoader current;
    private final Way ahead = new Way();
    private final Way back = new Way();

    LateMessages(ClassLoader before, ClassLoader current) {
        this(new WeakReference<>(before), List.of(before), current);
    }

    /**
     * Of a module.
     *
     * @param before what servers run that have not gone over
     * @param left all that clients may have messages of, but for the current one
     */
    private LateMessages(WeakReference<ClassLoader> before, Collection<ClassLoader> left, ClassLoader current) {
        this.before = before;
        left.forEach(loader -> this.left.add(new WeakReference<>(loader)));
        this.current = current;
    }

    /**
     * The same, and besides what others have carried until now.
     *
     * @param refresh whether it is still the same revision that is current, so that the one before is what it was
     */
    LateMessages after(LateMessages others, boolean refresh) {
        Set<ClassLoader> all = new LinkedHashSet<>(alive(left));
        all.addAll(alive(others.left));
        all.add(others.current);
        all.remove(current);
        return new LateMessages(refresh ? others.before : before, all, current);
    }

    private static List<ClassLoader> alive(List<WeakReference<ClassLoader>> loaders) {
        List<ClassLoader> alive = new ArrayList<>();
        for (WeakReference<ClassLoader> loader : loaders) {
            ClassLoader there = loader.get();
            if (there != null) {
                alive.add(there);
            }
        }
        return alive;
    }

    /** The way in one direction. What it knows of others may go before they do, and then there is another one. */
    private static final class Way {

        private volatile WeakReference<Conversion> made = new WeakReference<>(null);

        Conversion between(Supplier<Collection<ClassLoader>> sources, ClassLoader target) {
            Conversion known = made.get();
            if (known == null) {
                known = new Conversion(sources.get(), target);
                made = new WeakReference<>(known);
            }
            return known;
        }
    }

    private Conversion ahead() {
        return ahead.between(() -> alive(left), current);
    }

    private Conversion back(ClassLoader target) {
        return back.between(() -> {
            Collection<ClassLoader> sources = new ArrayList<>(alive(left));
            sources.remove(target);
            sources.add(current);
            return sources;
        }, target);
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
        return ahead().carry(message);
    }

    @Override
    public Object messageBack(Object message) {
        ClassLoader target = before.get();
        return target == null ? message : back(target).carry(message);
    }

    @Override
    public boolean isForMessage(Class<?> type, boolean backwards) {
        ClassLoader own = backwards ? before.get() : current;
        if (own == null || !backwards && alive(left).isEmpty()) {
            return false;
        }
        if (isOther(type, own)) {
            return true;
        }
        return type.getClassLoader() != own && isContainer(type, backwards ? back(own) : ahead(), own, 0);
    }

    /** Whether a class is of the module, and not of what the server runs. */
    private boolean isOther(Class<?> type, ClassLoader own) {
        ClassLoader loader = type.getClassLoader();
        return loader != own && (loader == current || alive(left).contains(loader));
    }

    /** Whether objects of a class that is not another revision's may hold some that are. */
    private boolean isContainer(Class<?> type, Conversion conversion, ClassLoader own, int depth) {
        if (type.isArray()) {
            return isContent(type.getComponentType(), conversion, own, depth + 1);
        }
        if (type.isRecord()) {
            return isShared(type, conversion) && hasContents(type, conversion, own, depth);
        }
        return Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type)
                || Map.Entry.class.isAssignableFrom(type) || type == Optional.class;
    }

    private boolean hasContents(Class<?> record, Conversion conversion, ClassLoader own, int depth) {
        for (RecordComponent component : record.getRecordComponents()) {
            if (isContent(component.getType(), conversion, own, depth + 1)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a declared type leaves room for objects of another revision. */
    private boolean isContent(Class<?> declared, Conversion conversion, ClassLoader own, int depth) {
        if (declared.isPrimitive() || declared.isEnum()) {
            return false;
        }
        boolean isFinal = Modifier.isFinal(declared.getModifiers());
        return isOther(declared, own) || !isFinal || depth > DEEPEST || isContainer(declared, conversion, own, depth);
    }

    /** Classes of clients that the module does not see are none of its business. */
    private static boolean isShared(Class<?> type, Conversion conversion) {
        return conversion.passes(type);
    }
}
