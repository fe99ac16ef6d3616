/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import dev.twofold.module.ModuleManager;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the folder with what was handed over, and hands over, tries again and removes accordingly. It looks for
 * itself: what File Install reports only makes it look sooner, so nothing is lost that happened while File Install,
 * the manager or the whole platform was away.
 *
 * <p>For one thread only, the worker's.
 */
final class Reconciler {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    private final ModuleManager manager;
    private final Directory directory;
    private final Inspector inspector;
    private final Memory memory;
    private final Slots slots;
    private final Retries retries;
    private final Delivery delivery;
    private final Removal removal;
    private final Pace pace;
    private final Clock clock;
    private final Renames renames;
    private final Replacement replacement;
    private final StatusTexts texts;
    private final Optional<Notices> notices;
    private final Leftovers leftovers;
    private final Sightings sightings = new Sightings();
    private boolean firstLook = true;
    private boolean settled;
    private boolean blind;
    private boolean back;

    /**
     * How long to wait for what.
     *
     * @param settle how long a file must not have changed to be handed over
     * @param period how long at most between two looks; an incomplete file must not have changed for as long, and a
     *     deleted one be missing for as long
     * @param answer how long to wait for the manager's answer
     */
    record Pace(Duration settle, Duration period, Duration answer) {
    }

    /**
     * Puts the parts together.
     *
     * @param downgrade what becomes of lower versions
     * @param notices where results are shown, if they are
     * @param surroundings gives a value that differs when other bundles have come, gone, started or stopped
     * @param stopping whether the platform is being stopped
     */
    Reconciler(ModuleManager manager, Directory directory, Inspector inspector, Memory memory,
            Downgrades.Policy downgrade, Optional<Notices> notices, Supplier<?> surroundings, BooleanSupplier stopping,
            Pace pace, Clock clock) {
        this.directory = directory;
        this.inspector = inspector;
        this.memory = memory;
        this.pace = pace;
        this.clock = clock;
        Answers answers = new Answers(pace.answer(), stopping);
        slots = new Slots(manager);
        retries = new Retries(surroundings);
        delivery = new Delivery(manager, answers, memory, retries, new Downgrades(slots, downgrade), clock);
        removal = new Removal(manager, answers, directory, inspector, memory);
        renames = new Renames(manager, directory, memory);
        replacement = new Replacement(memory);
        texts = new StatusTexts(manager, memory, inspector, directory);
        leftovers = new Leftovers(manager, directory, inspector, memory, clock);
        this.notices = notices;
        this.manager = manager;
    }

    /**
     * Looks at the folder and does what follows. Returns when the manager is done.
     *
     * @return after which time to look again
     * @throws InterruptedException if the thread was interrupted, or the platform is being stopped and something was refused
     */
    Duration look() throws InterruptedException {
        Map<String, Stamp> listing;
        try {
            listing = directory.list();
            replacement.look(directory.identity(), listing);
        } catch (IOException e) {
            sayBlind(e);
            replacement.gone();
            return pace.period();
        }
        if (firstLook || blind) {
            notices.ifPresent(Notices::welcome);
        }
        back |= blind;
        blind = false;
        Instant now = clock.instant();
        sightings.look(listing, now);
        inspector.retain(listing.keySet());
        renames.follow(listing);
        if (firstLook) {
            tellAgain(listing);
        }
        boolean atRest = deliver(listing, now);
        if (atRest) {
            remove(listing, now);
            leftovers.look(listing);
        }
        notices.ifPresent(each -> each.post(texts.all(listing)));
        firstLook = false;
        settled |= atRest;
        return atRest ? pace.period() : pace.settle();
    }

    /** Whether there was a moment when the manager had answered for all that lies in the folder. */
    boolean hasSettled() {
        return settled;
    }

    /** Whether the folder is there again after it was gone; says so once. */
    boolean takeBack() {
        boolean was = back;
        back = false;
        return was;
    }

    /** The manager does not remember over a restart what it has refused. */
    private void tellAgain(Map<String, Stamp> listing) {
        listing.forEach((name, stamp) -> memory.get(name)
                .filter(file -> file.isRefused() && file.stamp().equals(stamp))
                .ifPresent(file -> manager.refuse(name, file.note())));
    }

    private boolean deliver(Map<String, Stamp> listing, Instant now) throws InterruptedException {
        List<Jar> batch = new ArrayList<>();
        boolean atRest = true;
        for (String name : listing.keySet()) {
            Duration quiet = sightings.quiet(name, now);
            if (quiet.compareTo(pace.settle()) < 0) {
                atRest = false;
                continue;
            }
            Jar jar = open(name, listing.get(name));
            if (jar.isUnreadable() && sightings.watched(name, now).compareTo(pace.period()) < 0) {
                atRest = false;
            } else if (jar.isOrdinaryBundle()) {
                leave(jar);
            } else if (isDue(jar)) {
                batch.add(jar);
            }
        }
        delivery.deliver(batch);
        return atRest;
    }

    private Jar open(String name, Stamp stamp) {
        return new Jar(directory.file(name), stamp, inspector.inspect(directory.file(name), stamp));
    }

    private void leave(Jar bundle) {
        if (memory.get(bundle.name()).isPresent()) {
            LOG.info("{}: is an ordinary bundle now and left to File Install", bundle.name());
            removal.forget(bundle.name());
            delivery.forget(bundle.name());
        }
    }

    private boolean isDue(Jar jar) {
        Handover last = memory.get(jar.name()).orElse(null);
        if (last == null || !last.stamp().equals(jar.stamp())) {
            return true;
        }
        return switch (last.standing()) {
            case UNLOADED -> false;
            case UNREADABLE -> !jar.isUnreadable() || !retries.wasTried(jar.name());
            case WAITING -> retries.mayHelp(jar.name()) && !goesBack(jar);
            // Handed over before, but the manager knows nothing of it: its data is gone, or it was no module and only
            // the report of its refusal is missing.
            case TAKEN, REFUSED, UNANSWERED, PASSED_OVER -> firstLook && !slots.hasModule(jar.symbolicName());
        };
    }

    /** Only a person goes back to a lower version. */
    private boolean goesBack(Jar jar) {
        Version version = jar.version();
        return slots.current(jar.symbolicName()).filter(current -> version.compareTo(current.version()) < 0)
                .isPresent();
    }

    /**
     * Called only while no file is changing: a jar that is deleted when its successor is still being copied must not
     * end the module in between.
     */
    private void remove(Map<String, Stamp> listing, Instant now) throws InterruptedException {
        for (String name : memory.names()) {
            if (!listing.containsKey(name) && !replacement.isLost(name)
                    && sightings.missing(name, now).compareTo(pace.period()) >= 0) {
                removal.remove(name, listing);
                delivery.forget(name);
            }
        }
    }

    private void sayBlind(IOException e) {
        if (!blind) {
            LOG.warn("cannot look into {}; nothing is deployed or removed until that is possible again", directory
                    .path(), e);
        }
        blind = true;
    }
}
