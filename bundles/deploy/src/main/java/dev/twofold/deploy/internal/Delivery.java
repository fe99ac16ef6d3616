/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import dev.twofold.module.ModuleManager;
import dev.twofold.module.Outcome;
import dev.twofold.module.RevisionId;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapReport;
import dev.twofold.module.SwapStep;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands jars to the manager, one after the other, and remembers what became of each. For the worker's thread only. */
final class Delivery {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    static final SwapOptions FROM_FOLDER = SwapOptions.DEFAULTS.requestedBy("folder");

    private final ModuleManager manager;
    private final Answers answers;
    private final Memory memory;
    private final Retries retries;
    private final Slots slots;
    private final Downgrades downgrades;
    private final Clock clock;

    Delivery(ModuleManager manager, Answers answers, Memory memory, Retries retries, Downgrades downgrades,
            Clock clock) {
        this.manager = manager;
        this.answers = answers;
        this.memory = memory;
        this.retries = retries;
        this.slots = new Slots(manager);
        this.downgrades = downgrades;
        this.clock = clock;
    }

    /** Hands over what was found in one look, by symbolic name and version. */
    void deliver(Collection<Jar> batch) throws InterruptedException {
        for (List<Jar> jars : byModule(batch).values()) {
            Jar first = jars.get(0);
            if (first.isModule() && jars.size() > 1 && !slots.hasModule(first.symbolicName())) {
                deliverHighest(jars);
            } else {
                deliverFromCurrent(jars);
            }
        }
    }

    /** Forgets what was said about a file that has gone. */
    void forget(String name) {
        retries.forget(name);
    }

    private static SortedMap<String, List<Jar>> byModule(Collection<Jar> batch) {
        SortedMap<String, List<Jar>> modules = new TreeMap<>();
        for (Jar jar : batch) {
            modules.computeIfAbsent(jar.symbolicName(), unseen -> new ArrayList<>()).add(jar);
        }
        modules.values().forEach(jars -> jars.sort(Comparator.comparing(Jar::version).thenComparing(Jar::name)));
        return modules;
    }

    /** A module that is new needs no history: its highest version is loaded, a lower one only if that is refused. */
    private void deliverHighest(List<Jar> ascending) throws InterruptedException {
        Deque<Jar> rest = new ArrayDeque<>(ascending);
        Jar highest;
        Standing standing;
        do {
            highest = rest.removeLast();
            standing = deliver(highest);
        } while (standing.isRefused() && !rest.isEmpty());
        for (Jar lower : rest) {
            passOver(lower, highest);
        }
    }

    /** Several at once, what is current among them, as when a folder is copied: nobody wants to go back and forth. */
    private void deliverFromCurrent(List<Jar> ascending) throws InterruptedException {
        int first = ascending.size() == 1 ? 0 : Math.max(0, lastCurrent(ascending));
        for (Jar jar : ascending.subList(0, first)) {
            passOver(jar, ascending.get(first));
        }
        for (Jar jar : ascending.subList(first, ascending.size())) {
            deliver(jar);
        }
    }

    private int lastCurrent(List<Jar> jars) {
        List<String> contents = jars.stream().map(Jar::path).map(Sha256::of).toList();
        return slots.current(jars.get(0).symbolicName()).map(RevisionId::sha256).map(contents::lastIndexOf).orElse(-1);
    }

    private void passOver(Jar jar, Jar higher) {
        LOG.info("{}: passed over, because {} is newer", jar.name(), higher.name());
        memory.put(jar.name(), handover(jar, Sha256.of(jar.path()), Standing.PASSED_OVER, ""));
    }

    private Standing deliver(Jar jar) throws InterruptedException {
        LOG.debug("{}: handed over", jar.name());
        String before = Sha256.of(jar.path());
        retries.tried(jar.name());
        Optional<String> downgrade = downgrades.refusal(jar, before);
        if (downgrade.isPresent()) {
            LOG.warn("{}: REFUSED: {}", jar.name(), downgrade.get());
            manager.refuse(jar.name(), downgrade.get());
            memory.put(jar.name(), handover(jar, before, Standing.REFUSED, downgrade.get()));
            return Standing.REFUSED;
        }
        Optional<SwapReport> report = answers.await(jar.name(), manager.load(jar.path(), FROM_FOLDER), late -> {
            if (late.refused()) {
                manager.refuse(jar.name(), late.reason());
            }
        });
        Standing standing = report.map(answer -> judge(jar, answer)).orElse(Standing.UNANSWERED);
        // the file may be another one by now: what the manager has read counts
        String content = report.flatMap(SwapReport::to).map(RevisionId::sha256).orElse(before);
        memory.put(jar.name(), handover(jar, content, standing, report.map(Delivery::note).orElse("")));
        return standing;
    }

    private Handover handover(Jar jar, String content, Standing standing, String note) {
        return new Handover(jar.stamp(), content, standing, clock.instant(), note);
    }

    private static String note(SwapReport report) {
        return report.refused() ? report.reason() : String.join("\n", report.warnings());
    }

    private Standing judge(Jar jar, SwapReport report) {
        if (report.refused()) {
            manager.refuse(jar.name(), report.reason()); // it stands while the file lies there
            // an upgrade that held the servers up and then failed is not repeated just because another bundle has started
            boolean mayBeCured = jar.isModule() && !report.reached(SwapStep.GATE);
            LOG.info("{}: refused{}", jar.name(),
                    mayBeCured ? "; tried again when other bundles or modules have changed" : "");
            if (jar.isUnreadable()) {
                return Standing.UNREADABLE;
            }
            return mayBeCured ? Standing.WAITING : Standing.REFUSED;
        }
        if (report.outcome() != Outcome.UNCHANGED) {
            retries.taken();
        }
        forget(jar.name());
        LOG.info("{}: {} {} {}", jar.name(), jar.symbolicName(), jar.version(), report.outcome());
        return Standing.TAKEN;
    }
}
