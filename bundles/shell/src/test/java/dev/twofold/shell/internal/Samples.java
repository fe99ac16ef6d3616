/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.ModuleInfo;
import dev.twofold.module.ModulePolicy;
import dev.twofold.module.Outcome;
import dev.twofold.module.PurgePolicy;
import dev.twofold.module.Rehearsal;
import dev.twofold.module.RevisionId;
import dev.twofold.module.RevisionInfo;
import dev.twofold.module.RevisionInfo.Slot;
import dev.twofold.module.StateDifference;
import dev.twofold.module.StateDifference.Cover;
import dev.twofold.module.SwapReport;
import dev.twofold.module.SwapReport.Timing;
import dev.twofold.module.SwapStep;
import dev.twofold.module.SwapStrategy;
import dev.twofold.module.UpgradePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.osgi.framework.Version;

/** A platform as it may be: {@code counter} was upgraded from 1.0.0 to 1.1.0, {@code meter} was just loaded. */
final class Samples {

    static final RevisionInfo COUNTER_1_1 = revision("counter", "1.1.0", Slot.CURRENT, 23, 1);
    static final RevisionInfo COUNTER_1_0 = revision("counter", "1.0.0", Slot.OLD, 9, 0);
    static final RevisionInfo METER_1_0 = revision("meter", "1.0.0", Slot.CURRENT, 117, 2_000);

    static final SwapReport UPGRADED = report("counter", Outcome.UPGRADED, "");
    static final SwapReport REFUSED = report("counter", Outcome.REFUSED, "codeChange failed:\nno such field");

    private static final ModulePolicy POLICY = new ModulePolicy(UpgradePolicy.AUTO, PurgePolicy.KILL,
            SwapStrategy.ATOMIC,
            false, Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(5));

    static final ModuleInfo COUNTER = new ModuleInfo("counter", Optional.of(COUNTER_1_1), Optional.of(COUNTER_1_0),
            List.of(), Optional.of(UPGRADED), POLICY);
    static final ModuleInfo METER = new ModuleInfo("meter", Optional.of(METER_1_0), Optional.empty(), List.of(),
            Optional.empty(),
            POLICY);

    private Samples() {}

    static SwapReport report(String module, Outcome outcome, String reason) {
        return new SwapReport(module, outcome, Optional.of(id(module, "1.0.0")), Optional.of(id(module, "1.1.0")),
                Optional.empty(), 1, Instant.parse("2026-03-01T12:00:00Z"),
                List.of(new Timing(SwapStep.CHECK, Duration.ofNanos(1_250_000)), new Timing(SwapStep.GATE, Duration
                        .ofMillis(30))),
                Duration.ofMillis(2), reason, List.of(), List.of(), List.of(), "");
    }

    /** What a load of counter 1.1.0 would do, with many servers and places. */
    static Rehearsal rehearsal(String reason) {
        List<Rehearsal.Failure> failures = IntStream.range(0, 30).mapToObj(i -> new Rehearsal.Failure("server-" + i,
                "counting", "Meter.unit:\nno such constant")).toList();
        return new Rehearsal("counter", Optional.of(id("counter", "1.0.0")), Optional.of(id("counter", "1.1.0")),
                Instant
                        .parse("2026-03-01T12:00:00Z"), Duration.ofMillis(30), reason, List.of(new Rehearsal.Type(
                                "counting", 70,
                                30, 2, 1, 5, Duration.ofMillis(12), Duration.ofMillis(3))),
                reason.isEmpty() ? List.of() : failures, List.of(new Rehearsal.Failure("server-1", "counting",
                        "Meter.unit: 'kWh' before, null afterwards")), List.of(new StateDifference("counting",
                                "Meter.unit: is new",
                                Cover.NOBODY, "")), List.of("extra"), Optional.of(id("counter", "0.9.0")), List.of(
                                        "mind\nthe gap"));
    }

    private static RevisionInfo revision(String module, String version, Slot slot, long bundle, int servers) {
        return new RevisionInfo(id(module, version), slot, bundle, slot == Slot.CURRENT ? "ACTIVE" : "RESOLVED",
                servers);
    }

    private static RevisionId id(String module, String version) {
        return new RevisionId(module, Version.parseVersion(version), "0123456789abcdef" + version);
    }
}
