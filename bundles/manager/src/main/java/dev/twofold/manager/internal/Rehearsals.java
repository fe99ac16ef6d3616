/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.engine.RehearsalReport;
import dev.twofold.engine.RehearsalReport.Misfit;
import dev.twofold.engine.RehearsalReport.Trial;
import dev.twofold.module.Rehearsal;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapStart;
import dev.twofold.module.SwapStep;
import dev.twofold.server.ExitReason;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads that are undone, and what is told of them: to who has asked, and to the log. Neither journal nor listeners nor the
 * list of refusals hear of them. Used by the coordinator's thread only.
 */
final class Rehearsals {

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsals.class);
    private final Loading loading;
    private final Clock clock;
    private final UnderWay underWay;

    /** Nobody is told of a rehearsal, but who asks. */
    private final Steps.Progress progress = new Steps.Progress() {

        @Override
        public void started(SwapStart start) {
            LOG.debug("rehearsal of module {}", start.module());
        }

        @Override
        public void reached(String module, SwapStep step) {
            underWay.reached(module, step);
        }

        @Override
        public void converting(String module, int servers) {
            underWay.converting(module, servers);
        }

        @Override
        public void converted() {
            underWay.converted();
        }
    };

    Rehearsals(Loading loading, Clock clock, UnderWay underWay) {
        this.loading = loading;
        this.clock = clock;
        this.underWay = underWay;
    }

    /** @param before what has to be done before any operation */
    Rehearsal rehearse(Path jar, SwapOptions options, Steps.Action before) {
        Steps steps = new Steps(jar.getFileName().toString(), options.requestedBy(), clock, progress);
        Rehearsal rehearsal;
        try {
            before.run();
            rehearsal = answer(steps, loading.rehearse(jar, options, steps));
        } catch (RefusedException refused) {
            rehearsal = answer(steps, refused.getMessage());
        } catch (RuntimeException | Error unexpected) { // a bug of ours or of a bundle: told, and the queue goes on
            LOG.error("rehearsal of {} failed", jar, unexpected);
            rehearsal = answer(steps, "unexpected: " + ExitReason.of(unexpected));
        }
        LOG.info("module {} from {} to {}: REHEARSED, {} ms: {}", rehearsal.module(),
                Operations.version(rehearsal.from()), Operations.version(rehearsal.to()),
                rehearsal.took().toMillis(), rehearsal.feasible() ? "feasible" : rehearsal.reason());
        return rehearsal;
    }

    private static Rehearsal answer(Steps steps, String refused) {
        return steps.rehearsed(refused, List.of(), List.of(), List.of(), Rehearsed.NOTHING);
    }

    private static Rehearsal answer(Steps steps, Rehearsed rehearsed) {
        List<Rehearsal.Type> types = new ArrayList<>();
        List<Rehearsal.Failure> failures = new ArrayList<>();
        List<Rehearsal.Failure> losses = new ArrayList<>();
        rehearsed.staying().forEach((type, count) -> types.add(new Rehearsal.Type(type, 0, 0, 0, count, 0,
                Duration.ZERO, Duration.ZERO)));
        rehearsed.report().ifPresent(report -> {
            report.types().forEach((type, trial) -> add(types, type, trial));
            failures.addAll(failures(report.misfits()));
            losses.addAll(failures(report.losses()));
        });
        return steps.rehearsed(rehearsed.report().map(Rehearsals::obstacle).orElse(""), types, failures, losses,
                rehearsed);
    }

    private static List<Rehearsal.Failure> failures(List<Misfit> misfits) {
        return misfits.stream().map(misfit -> new Rehearsal.Failure(misfit.server(), misfit.type(), misfit.reason()))
                .toList();
    }

    /** The supervisor at the module's top is the manager's own: it is told only if it stands in the way. */
    private static void add(List<Rehearsal.Type> types, String type, Trial trial) {
        if (!type.equals(TopSupervisor.TYPE) || trial.failed() + trial.untried() > 0) {
            types.add(new Rehearsal.Type(type, trial.converted(), trial.failed(), trial.untried(), trial.alone(), trial
                    .messages(), trial.making(), trial.longestHold()));
        }
    }

    private static String obstacle(RehearsalReport report) {
        if (report.isFeasible()) {
            return "";
        }
        int failed = report.types().values().stream().mapToInt(Trial::failed).sum();
        int untried = report.types().values().stream().mapToInt(Trial::untried).sum();
        List<String> obstacles = new ArrayList<>();
        if (failed > 0) {
            Misfit first = report.misfits().get(0);
            obstacles.add((failed == 1 ? "1 server" : failed + " servers") + " cannot go over, "
                    + (failed == 1 ? "" : "the first is ") + first.server() + ": " + first.reason());
        }
        if (untried > 0) {
            obstacles.add("there was no time to try " + untried + " servers: raise change.limit.ms");
        }
        report.problem().ifPresent(obstacles::add);
        return String.join("; ", obstacles);
    }
}
