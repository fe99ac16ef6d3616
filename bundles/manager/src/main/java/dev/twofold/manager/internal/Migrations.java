/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.code.CodeChange;
import dev.twofold.code.Direction;
import dev.twofold.engine.Code;
import dev.twofold.engine.Migration;
import dev.twofold.engine.Refresh;
import dev.twofold.engine.Renewal;
import dev.twofold.engine.StateChange;
import dev.twofold.engine.migration.ChangeChain;
import dev.twofold.engine.migration.ChangeInfo;
import dev.twofold.engine.migration.ChangeStep;
import dev.twofold.engine.migration.Conversion;
import dev.twofold.engine.migration.ConversionException;
import dev.twofold.engine.migration.ShapeDifference;
import dev.twofold.module.StateDifference;
import dev.twofold.module.StateDifference.Cover;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.BundleReference;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;

/** Plans how states go from one revision's bundle to another's. */
final class Migrations {

    private Migrations() {}

    /** Looks up everything that is needed, so that a missing piece is found before the gate is closed. */
    static Migration between(Revision from, Revision to, Direction direction, CodeChanges changes,
            Optional<Object> extra, Set<String> running, Consumer<StateDifference> told) throws RefusedException {
        Migration migration = migration(from, loader(to));
        for (Revision.Type type : to.types().values()) {
            if (type.isSupervisor()) {
                continue; // its state is the engine's own
            }
            ChangeInfo info = new ChangeInfo(to.id().module(), type.code().type(), from.id().version(),
                    to.id().version(), direction, extra);
            ChangeChain<ServiceReference<CodeChange>> chain = changes.find(info);
            List<ChangeStep> steps = new ArrayList<>();
            for (ChangeChain.Link<ServiceReference<CodeChange>> link : chain.links()) {
                steps.add(link.step(changes.use(link.offer()), info));
            }
            Optional<String> gap = gap(chain, info, to, changes);
            look(type, () -> {
                migration.add(type.code(), steps, gap);
                compareStates(from, type, migration, names(chain), running, told);
                compareMessages(from, type, migration, running, told);
            });
        }
        return migration;
    }

    /** What an author's classes do not tell, or cannot, is refused. */
    private static void look(Revision.Type type, Steps.Action comparison) throws RefusedException {
        try {
            comparison.run();
        } catch (IllegalArgumentException unknown) {
            throw new RefusedException(unknown.getMessage());
        } catch (TypeNotPresentException | LinkageError missing) {
            throw new RefusedException("the state or a message of its server type '" + type.code().type()
                    + "' names a class that is not there: " + missing.getMessage());
        }
    }

    /**
     * What a rollback would be refused for, as far as shapes tell: a text for each server type that servers run. Nobody's
     * code change is activated for that, and nothing is refused here.
     */
    static List<String> noWayBack(Revision from, Revision to, CodeChanges changes, Set<String> running)
            throws RefusedException {
        List<Revision.Type> left = from.types().values().stream().filter(type -> !type.isSupervisor())
                .filter(type -> running.contains(type.code().type())).toList();
        if (left.isEmpty()) {
            return List.of();
        }
        Migration back = migration(to, ownLoader(from).orElse(left.get(0).code().loader())); // its bundle may have another
        List<String> all = new ArrayList<>();
        for (Revision.Type type : left) {
            try {
                lookBack(type, to, new ChangeInfo(to.id().module(), type.code().type(), to.id().version(), from.id()
                        .version(), Direction.ROLLBACK, Optional.empty()), back, changes);
            } catch (RefusedException refused) {
                all.add("there is no way back from " + to.id() + " to " + from.id() + ": " + refused.getMessage());
            }
        }
        return all;
    }

    private static void lookBack(Revision.Type type, Revision to, ChangeInfo way, Migration back, CodeChanges changes)
            throws RefusedException {
        boolean covered = !changes.find(way).links().isEmpty();
        Set<String> running = Set.of(way.serverType());
        look(type, () -> {
            back.add(type.code(), List.of(), Optional.of("from " + way.from() + " to " + way.to()
                    + "; it may come later, in a bundle of its own"));
            if (!covered) {
                compareStates(to, type, back, "", running, difference -> {});
            }
            compareMessages(to, type, back, running, difference -> {});
        });
    }

    /** What there is of code changes and does not help. */
    private static Optional<String> gap(ChangeChain<?> chain, ChangeInfo wanted, Revision to, CodeChanges changes)
            throws RefusedException {
        if (!chain.links().isEmpty()) {
            return Optional.empty();
        }
        List<String> all = Stream.of(chain.gap(), changes.astray(wanted, to)).flatMap(Optional::stream).toList();
        return all.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", all));
    }

    /** That of the code, as far as there is some: after a refresh the bundle has another one. */
    private static ClassLoader loader(Revision revision) throws RefusedException {
        Optional<ClassLoader> known = ownLoader(revision);
        if (known.isPresent()) {
            return known.get();
        }
        BundleWiring wiring = revision.bundle().adapt(BundleWiring.class);
        if (wiring == null) {
            throw new RefusedException("somebody has uninstalled, updated or refreshed the bundle of " + revision.id()
                    + " meanwhile; try again");
        }
        return wiring.getClassLoader();
    }

    /** Components may also be of classes that another bundle exports: that sees none of the revision's. */
    private static Optional<ClassLoader> ownLoader(Revision revision) {
        return loaders(revision).filter(loader -> loader instanceof BundleReference own && revision.bundle().equals(own
                .getBundle())).findFirst();
    }

    private static Stream<ClassLoader> loaders(Revision revision) {
        return revision.types().values().stream().map(type -> type.code().loader());
    }

    /** The way back, for a rehearsal of both. What a state loses is told by the state, so nothing is compared here. */
    static Migration back(Revision from, Revision to, Direction way, CodeChanges changes) throws RefusedException {
        Direction back = way == Direction.UPGRADE ? Direction.ROLLBACK : Direction.UPGRADE;
        return between(to, from, back, changes, Optional.empty(), Set.of(), difference -> {});
    }

    private static String names(ChangeChain<?> chain) {
        return chain.links().stream().map(link -> link.offer().name()).distinct().collect(Collectors.joining(", "));
    }

    /**
     * Tells where states differ. If each of a type would be refused behind the gate nobody has to wait for that.
     *
     * @param changes the names of the code changes that take care of it
     */
    private static void compareStates(Revision from, Revision.Type to, Migration migration, String changes,
            Set<String> running, Consumer<StateDifference> told) throws RefusedException {
        String name = to.code().type();
        Revision.Type before = from.types().get(name);
        if (before == null || before.isSupervisor()) {
            return;
        }
        Optional<String> why;
        try {
            List<ShapeDifference> differences = migration.differences(before.code(), to.code());
            differences.forEach(difference -> told.accept(new StateDifference(name, difference.toString(), changes
                    .isEmpty() ? byShape(difference.verdict()) : Cover.CODE_CHANGE, changes)));
            why = migration.whyNoStateFits(to.code(), differences);
        } catch (ConversionException incomparable) {
            told.accept(new StateDifference(name, "cannot be compared: " + incomparable.getMessage(), changes.isEmpty()
                    ? Cover.NOBODY
                    : Cover.CODE_CHANGE, changes));
            why = changes.isEmpty() ? Optional.of(incomparable.getMessage()) : Optional.empty();
        }
        if (why.isPresent() && running.contains(name)) {
            throw new RefusedException(why.get());
        }
    }

    private static Cover byShape(ShapeDifference.Verdict verdict) {
        return switch (verdict) {
            case HARMLESS -> Cover.SHAPE;
            case REFUSED_IF_PRESENT -> Cover.SHAPE_IF_ABSENT;
            case REFUSED -> Cover.NOBODY;
        };
    }

    /** Without anybody's code change, and without a look beforehand. */
    static Migration byShape(Revision from, Revision to) throws RefusedException {
        Migration migration = migration(from, loader(to));
        for (Revision.Type type : to.types().values()) {
            if (!type.isSupervisor()) {
                try {
                    migration.add(type.code(), List.of(), Optional.empty());
                } catch (IllegalArgumentException unknown) {
                    throw new RefusedException(unknown.getMessage());
                }
            }
        }
        return migration;
    }

    /**
     * To the same content, whose components were made anew, or whose bundle was stopped and started, refreshed or installed
     * again. Nobody's code change is asked, and servers that run another revision stay.
     */
    static StateChange again(Revision before, Revision now) throws RefusedException {
        Collection<Code<?>> codes = before.codes().values();
        boolean same = loaders(now).collect(Collectors.toSet()).containsAll(loaders(before).toList());
        return same ? new Renewal(codes) : new Refresh(codes, byShape(before, now));
    }

    /** Whether servers have other classes of the same content after a change, so that nobody runs the old ones any more. */
    static boolean leavesClasses(StateChange change) {
        return change instanceof Refresh;
    }

    private static Optional<String> whyNoStateFits(Revision from, Revision.Type to, Migration migration,
            Set<String> running) {
        String name = to.code().type();
        Revision.Type before = from.types().get(name);
        return before == null || before.isSupervisor() || !running.contains(name)
                ? Optional.empty()
                : migration.whyNoStateFits(before.code(), to.code());
    }

    /** For each type that servers run and no state of which fits without a code change: why. */
    static List<String> misfits(Revision from, Revision to, Migration byShape, Set<String> running) {
        return to.types().values().stream().filter(type -> !type.isSupervisor()).flatMap(type -> whyNoStateFits(from,
                type,
                byShape, running).stream()).toList();
    }

    /** Clients may send old ones at any time, so that none of a class fits must be known before. */
    private static void compareMessages(Revision from, Revision.Type to, Migration migration, Set<String> running,
            Consumer<StateDifference> told) throws RefusedException {
        String name = to.code().type();
        Revision.Type before = from.types().get(name);
        if (before == null || before.isSupervisor()) {
            return;
        }
        Optional<String> why;
        try {
            List<ShapeDifference> differences = migration.messageDifferences(classes(before), classes(to));
            differences.forEach(difference -> told.accept(new StateDifference(name, "message " + difference, byShape(
                    difference.verdict()), "")));
            why = Migration.whyNoMessageFits(to.code(), differences);
        } catch (ConversionException incomparable) {
            why = Optional.of(Migration.noMessageFits(to.code(), "cannot be compared: " + incomparable.getMessage()));
        }
        if (why.isPresent() && running.contains(name)) {
            throw new RefusedException(why.get());
        }
    }

    /** The messages that a type declares; one that cannot be loaded is told when somebody wants to send it. */
    private static List<Class<?>> classes(Revision.Type type) {
        List<Class<?>> found = new ArrayList<>();
        for (String name : type.messages()) {
            try {
                found.add(Class.forName(name, false, type.code().loader()));
            } catch (ClassNotFoundException gone) {
                continue;
            }
        }
        return found;
    }

    /** The old classes are those of the code: after a refresh the bundle has others. Without any no server runs. */
    private static Migration migration(Revision from, ClassLoader target) {
        return ownLoader(from)
                .map(source -> new Migration(source, target))
                .orElseGet(() -> new Migration(new Conversion(target)));
    }

}
