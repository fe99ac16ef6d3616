/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import dev.twofold.code.StateView;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Carries the values of one revision over to the classes of another, by shape. It keeps every class it has met: make one
 * per swap, and drop it with the swap. Safe from any thread.
 *
 * <p><b>What is carried over.</b> Records, by name and type of their components; enums, by name; arrays; the JDK's common
 * collections and maps, each as the kind it was; {@code Optional}; the JDK's plain values. What nobody can change and what
 * holds nothing of the old revision stays the same object, everything else is copied, so that the old state is never
 * reached from the new one. Other JDK objects (channels, executors, atomics) and what servers get from the engine
 * (references, monitors) go over as they are. An object that is reached on two
 * ways is one object again, unless it is a record of plain values, and circles that go through an array or a container that
 * can be changed are circles again. Values may be nested to any depth: no stack is used up by that.
 *
 * <p><b>What is refused,</b> with a {@link ConversionException} that has the path: a component that is new, gone, or
 * declared otherwise; no widening is done unasked. Objects of the old revision's other classes, lambdas, exceptions,
 * iterators, containers of other kinds, and a value that holds itself by nothing but values that cannot be changed.
 *
 * <p>Of a value that comes from a {@code CodeChange} (a view, or a record whose class has another name than the target)
 * only the names of the components and the values themselves have to fit, whatever classes they are in: a number must be
 * of the component's own type, a collection is turned into the declared kind.
 */
public final class Conversion {

    private final Wiring wiring;
    private final RecordShapes shapes = new RecordShapes();
    private final Neutraliser neutraliser;

    /**
     * A conversion that takes every class that the new revision does not see for one of the old revision.
     *
     * @param target class loader of the new revision's callbacks
     */
    public Conversion(ClassLoader target) {
        this(target, loader -> false);
    }

    /**
     * A conversion that can tell the old revision's classes from those that other bundles keep to themselves. Objects of
     * these, such as messages of a client's own class or a service, go over as they are.
     *
     * @param source class loader of the old revision's callbacks
     * @param target class loader of the new revision's callbacks
     */
    public Conversion(ClassLoader source, ClassLoader target) {
        this(List.of(source), target);
    }

    /**
     * The same where the classes are of several revisions.
     *
     * @param sources their class loaders
     * @param target class loader of the new revision's callbacks
     */
    public Conversion(Collection<ClassLoader> sources, ClassLoader target) {
        this(target, strange(Set.copyOf(sources)));
    }

    private Conversion(ClassLoader target, Predicate<ClassLoader> strange) {
        wiring = new Wiring(Objects.requireNonNull(target, "target"), strange);
        neutraliser = new Neutraliser(shapes, wiring::isStrange, value -> wiring.refusal(value, Origin.STATE));
    }

    /**
     * A view without components, for an author to fill.
     *
     * @return the view
     */
    public static StateView emptyView() {
        return NeutralRecord.EMPTY;
    }

    /**
     * A state without its classes. What cannot be carried over is in the view as well, and refused only when it is read
     * or still there when the view becomes a state: a {@code CodeChange} can replace it.
     *
     * @param state an old state, or what an earlier change has given; may be {@code null}
     * @return the view; of a state that is no record, one without a type and with the single component
     *     {@code value}
     * @throws ConversionException if one of its classes cannot be read, or a circle cannot be shown
     */
    public StateView view(Object state) {
        if (state == null) {
            return NeutralRecord.bare(null);
        }
        Object neutral = neutraliser.whole(state, Place.root(state.getClass().getSimpleName(), Origin.STATE));
        return neutral instanceof NeutralRecord view ? view : NeutralRecord.bare(neutral);
    }

    /**
     * A value in the classes of the new revision. A view without a type and with the single component {@code value}
     * stands for that value where no record is wanted.
     *
     * @param value an old state, a view, or what a {@code CodeChange} has returned; may be {@code null}
     * @param target what is wanted, see {@link StateTypes}
     * @return the value; {@code null} only for {@code null}
     * @throws ConversionException if it does not fit
     */
    public Object shape(Object value, Type target) {
        return shape(value, shapes.wanted(target), Origin.STATE);
    }

    /**
     * What a {@code CodeChange} has returned, in the classes of the new revision.
     *
     * @param given a view or a record
     * @param target what is wanted
     * @return the value
     * @throws ConversionException if it does not fit
     */
    public Object shapeGiven(Object given, Type target) {
        return shape(given, shapes.wanted(target), Origin.GIVEN);
    }

    private Object shape(Object value, Wanted wanted, Origin origin) {
        return Shaper.whole(NeutralRecord.unwrapped(value, wanted), wanted, Place.root(wanted.name(), origin), wiring,
                shapes);
    }

    /**
     * What differs between a type of the old revision's states and the one of the new revision's, by declaration only.
     *
     * @param old the old type
     * @param next the new type
     * @return the differences, from the outside to the inside; empty if every value that is only data fits
     * @throws ConversionException if a class cannot be read
     */
    public List<ShapeDifference> compare(Type old, Type next) {
        return new ShapeComparison(wiring, shapes, Origin.STATE).compare(old, next);
    }

    /**
     * What differs between a class of messages and the one of its name in the new revision.
     *
     * @param message the class of the old revision
     * @return the differences; one is that there is no such class
     * @throws ConversionException if a class cannot be read
     */
    public List<ShapeDifference> compare(Class<?> message) {
        Type next = wiring.counterpart(message).orElse(Object.class);
        return new ShapeComparison(wiring, shapes, Origin.MESSAGE).compare(message, next);
    }

    /**
     * What a way there and back has changed of a state.
     *
     * @param before the state
     * @param after what came back, in the same classes
     * @param limit how many differences to look for
     * @return the paths with what was there and what is there; empty if they are equal
     * @throws ConversionException if one of them cannot be read
     */
    public List<String> lost(Object before, Object after, int limit) {
        String root = before == null ? "null" : before.getClass().getSimpleName();
        return new ViewDifference(limit).between(view(before), view(after), root);
    }

    /**
     * Whether objects of a class are the new revision's own: its loader finds this very class, or it is the JDK's.
     *
     * @param type the class
     * @return {@code true} if it is the same class there
     */
    public boolean passes(Class<?> type) {
        return wiring.passes(type);
    }

    /**
     * A message as the new revision understands it.
     *
     * @param message the message
     * @return the same object if nothing in it is of an old class, else its like in the classes of the same names
     * @throws ConversionException if there is none
     */
    public Object carry(Object message) {
        return Shaper.whole(message, shapes.wanted(Object.class), Place.root(message.getClass().getSimpleName(),
                Origin.MESSAGE), wiring, shapes);
    }

    /** A value of a view in the class that its reader wants. */
    static <T> T read(Object neutral, Class<T> type, String path) {
        if (type.isInstance(neutral)) {
            return type.cast(neutral);
        }
        ClassLoader loader = type.getClassLoader();
        Conversion conversion = new Conversion(loader == null ? ClassLoader.getPlatformClassLoader() : loader);
        @SuppressWarnings("unchecked") // the wrapper, for a primitive
        Class<T> boxed = (Class<T>) Generics.box(type);
        Wanted wanted = conversion.shapes.wanted(boxed);
        return boxed.cast(Shaper.whole(NeutralRecord.unwrapped(neutral, wanted), wanted, Place.root(path, Origin.GIVEN),
                conversion.wiring, conversion.shapes));
    }

    private static Predicate<ClassLoader> strange(Set<ClassLoader> sources) {
        return loader -> !sources.contains(loader);
    }
}
