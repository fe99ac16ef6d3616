/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.code.ChangeContext;
import dev.twofold.code.CodeChange;
import dev.twofold.code.StateView;
import dev.twofold.engine.migration.ChangeStep;
import dev.twofold.engine.migration.Conversion;
import dev.twofold.engine.migration.ConversionException;
import dev.twofold.engine.migration.ShapeDifference;
import dev.twofold.engine.migration.StateTypes;
import dev.twofold.server.Failure;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the states of a module's servers go from one revision to another: by {@link CodeChange} where there is one, by shape
 * otherwise. Belongs to one swap and is dropped with it; filled by one thread, then used by any.
 */
public final class Migration implements StateChange {

    private static final Logger LOG = LoggerFactory.getLogger(Migration.class);
    private static final int SHOWN = 100;

    private final Conversion conversion;
    private final Optional<StateChange> afterwards;
    private final Map<String, Way> ways = new HashMap<>();
    private final Map<Compared, List<ShapeDifference>> compared = new ConcurrentHashMap<>();
    private Optional<Migration> wayBack = Optional.empty();

    /** Whether a code change has thrown; a million states need not fill the log. */
    private final AtomicBoolean failed = new AtomicBoolean();

    /**
     * A migration without server types, which also carries messages over that clients send later, as long as they have
     * some.
     *
     * @param source class loader of the old revision's callbacks
     * @param target class loader of the new revision's callbacks
     */
    public Migration(ClassLoader source, ClassLoader target) {
        this(new Conversion(source, target), source == target
                ? Optional.empty()
                : Optional.of(new LateMessages(source, target)));
    }

    /**
     * A migration without server types. Messages that clients send when it is over go to the callbacks as they are.
     *
     * @param conversion between the two revisions
     */
    public Migration(Conversion conversion) {
        this(conversion, Optional.empty());
    }

    private Migration(Conversion conversion, Optional<StateChange> afterwards) {
        this.conversion = conversion;
        this.afterwards = afterwards;
    }

    /**
     * Says how a server type goes over.
     *
     * @param to the new code
     * @param change the code change for it, if any
     * @param context what the change is told
     * @throws IllegalArgumentException if the callbacks do not tell the type of their state; the message says what to do
     */
    public void add(Code<?> to, Optional<CodeChange> change, ChangeContext context) {
        add(to, change.map(found -> new ChangeStep(found, context)).stream().toList(), Optional.empty());
    }

    /**
     * Says how a server type goes over.
     *
     * @param to the new code
     * @param steps the code changes in their order; without any, states are carried over by shape
     * @param gap what to tell of code changes that do not go all the way, if a state does not fit
     * @throws IllegalArgumentException if the callbacks do not tell the type of their state; the message says what to do
     */
    public void add(Code<?> to, List<ChangeStep> steps, Optional<String> gap) {
        ways.put(to.type(), new Way(StateTypes.stateType(to.callbacks().getClass()), List.copyOf(steps), gap));
    }

    /**
     * What is known before any state is looked at: how the states of a server type differ between the two revisions.
     * Without a code change, a difference that is {@link ShapeDifference.Verdict#REFUSED} refuses every state.
     *
     * @param from the old code
     * @param to the new code, whose server type has been added
     * @return the differences, from the outside to the inside; empty if everything fits by declaration, or if the old
     *     callbacks do not tell the type of their state
     * @throws ConversionException if a class cannot be read
     */
    public List<ShapeDifference> differences(Code<?> from, Code<?> to) {
        Compared both = new Compared(from, to.type());
        List<ShapeDifference> known = compared.get(both);
        if (known != null) {
            return known;
        }
        List<ShapeDifference> differences = compare(from, to);
        compared.put(both, differences);
        return differences;
    }

    private List<ShapeDifference> compare(Code<?> from, Code<?> to) {
        Type old;
        try {
            old = StateTypes.stateType(from.callbacks().getClass());
        } catch (IllegalArgumentException untold) {
            return List.of();
        }
        return conversion.compare(old, ways.get(to.type()).stateType());
    }

    /**
     * What is known of messages before any is looked at: how the classes that a server type's clients send differ between the
     * two revisions. No code change takes care of messages. One that the new revision does not expect any more is refused
     * only where it waits; one that it expects must fit.
     *
     * @param before the messages of the old revision, in its classes; a sealed interface stands for all it permits
     * @param after the messages of the new revision, in its classes
     * @return the differences; {@link ShapeDifference.Verdict#REFUSED} if no message of such a class fits
     * @throws ConversionException if a class cannot be read
     */
    public List<ShapeDifference> messageDifferences(Collection<Class<?>> before, Collection<Class<?>> after) {
        Set<String> expected = new HashSet<>();
        after.forEach(type -> addPermitted(type, sent -> expected.add(sent.getName())));
        List<ShapeDifference> all = new ArrayList<>();
        before.forEach(type -> addPermitted(type, sent -> conversion.compare(sent).forEach(difference -> all.add(
                expected.contains(sent.getName()) ? difference : difference.ifPresent()))));
        return List.copyOf(all);
    }

    private static void addPermitted(Class<?> type, Consumer<Class<?>> found) {
        if (type.isSealed()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                addPermitted(permitted, found);
            }
        } else {
            found.accept(type);
        }
    }

    /**
     * Why no state of a server type can go over, which is known before any is looked at.
     *
     * @param from the old code
     * @param to the new code, whose server type has been added
     * @return the text for whoever is refused; empty if a code change takes care of it, or some states may fit
     * @throws ConversionException if a class cannot be read
     */
    public Optional<String> whyNoStateFits(Code<?> from, Code<?> to) {
        return ways.get(to.type()).steps().isEmpty() ? whyNoStateFits(to, differences(from, to)) : Optional.empty();
    }

    /**
     * The same where the differences are known already.
     *
     * @param to the new code, whose server type has been added
     * @param differences those between the states of its server type
     * @return the text for whoever is refused; empty if a code change takes care of it, or some states may fit
     */
    public Optional<String> whyNoStateFits(Code<?> to, List<ShapeDifference> differences) {
        Way way = ways.get(to.type());
        List<String> misfits = way.steps().isEmpty() ? refused(differences) : List.of();
        return misfits.isEmpty()
                ? Optional.empty()
                : Optional.of("no state of its server type '" + to.type() + "' fits: " + String.join("; ", misfits)
                        + "; write a CodeChange that takes care of it"
                        + way.gap().map(text -> " (" + text + ")").orElse(""));
    }

    /**
     * Why messages of some class cannot go over.
     *
     * @param to the new code
     * @param differences those between the messages of its server type
     * @return the text for whoever is refused; empty if each may fit
     */
    public static Optional<String> whyNoMessageFits(Code<?> to, List<ShapeDifference> differences) {
        List<String> misfits = refused(differences);
        return misfits.isEmpty() ? Optional.empty() : Optional.of(noMessageFits(to, String.join("; ", misfits)));
    }

    /**
     * The same where it is known already.
     *
     * @param to the new code
     * @param why which message, and why
     * @return the text
     */
    public static String noMessageFits(Code<?> to, String why) {
        return "no message of the same class fits that clients of its server type '" + to.type() + "' may send: " + why
                + "; leave messages as they are and give one that changes another name";
    }

    private static List<String> refused(List<ShapeDifference> differences) {
        return differences.stream().filter(difference -> difference.verdict() == ShapeDifference.Verdict.REFUSED)
                .map(ShapeDifference::toString).toList();
    }

    /**
     * Takes a state over and back, and tells what would be lost by that.
     *
     * @param from the old code
     * @param to the new code
     * @param state a state of the old code; it stays as it is
     * @param back the migration from the new code to the old one
     * @return where the state that comes back differs, with what was there and what is there; empty if it is equal. At
     *     most 100 places
     * @throws Exception if it cannot be taken over or back
     */
    public List<String> lostOnTheWayBack(Code<?> from, Code<?> to, Object state, Migration back) throws Exception {
        return lost(from, to, state, state(from, to, state), back);
    }

    private List<String> lost(Code<?> from, Code<?> to, Object state, Object made, Migration back) throws Exception {
        return conversion.lost(state, back.state(to, from, made), SHOWN);
    }

    /**
     * Says how servers would go back. To be said before this is used, and only for a rehearsal: it takes longer with that.
     *
     * @param back the migration from the new revision to the old one, which knows all server types of that
     */
    public void rehearseBack(Migration back) {
        wayBack = Optional.of(back);
    }

    @Override
    public List<String> lostOnTheWayBack(Code<?> from, Code<?> to, Object state, Object made) throws Exception {
        return wayBack.isPresent() ? lost(from, to, state, made, wayBack.get()) : List.of();
    }

    @Override
    public Object state(Code<?> from, Code<?> to, Object state) throws Exception {
        Way way = ways.get(to.type());
        Object changed = state;
        for (ChangeStep step : way.steps()) {
            changed = changed(step, conversion.view(changed));
        }
        return shape(changed, way);
    }

    /** Reads the classes. */
    @Override
    public void prepare(Code<?> from, Code<?> to) {
        if (ways.containsKey(to.type())) {
            differences(from, to);
        }
    }

    private Object changed(ChangeStep step, StateView view) throws Exception {
        Object changed;
        try {
            changed = step.change().codeChange(view, step.context());
        } catch (InterruptedException | OutOfMemoryError | InternalError given) {
            throw given; // of whom has given it up, or of the machine
        } catch (Throwable thrown) { // an author's code may throw anything, and its class must not be kept
            if (!failed.getAndSet(true)) {
                LOG.warn("{} failed", step, thrown);
            }
            throw new CodeChangeException(thrown(Failure.of(thrown), step));
        }
        if (changed == null) {
            throw new CodeChangeException(step + " returned null: return the new state");
        }
        return changed;
    }

    /** What the author says of it comes first. */
    private static String thrown(Failure failure, ChangeStep step) {
        String by = failure.type() + ", thrown by " + step;
        return failure.message().isBlank() ? by : failure.message() + " (" + by + ")";
    }

    private Object shape(Object state, Way way) {
        try {
            return way.steps().isEmpty()
                    ? conversion.shape(state, way.stateType())
                    : conversion.shapeGiven(state, way.stateType());
        } catch (ConversionException misfit) {
            if (!way.steps().isEmpty()) {
                throw new CodeChangeException(misfit.getMessage() + ", returned by "
                        + way.steps().get(way.steps().size() - 1));
            }
            throw way.gap().isPresent()
                    ? new CodeChangeException(misfit.getMessage() + " (" + way.gap().get() + ")")
                    : misfit;
        }
    }

    @Override
    public Optional<String> maker(Code<?> to) {
        Way way = ways.get(to.type());
        return way == null || way.steps().isEmpty()
                ? Optional.empty()
                : Optional.of(way.steps().stream().map(ChangeStep::toString).collect(Collectors.joining(", then ")));
    }

    @Override
    public Object message(Object message) {
        return conversion.carry(message);
    }

    @Override
    public Optional<StateChange> afterwards() {
        return afterwards;
    }

    private record Compared(Code<?> from, String to) {
    }

    private record Way(Type stateType, List<ChangeStep> steps, Optional<String> gap) {
    }
}
