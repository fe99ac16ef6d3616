/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.module.Outcome;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapReport;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.Test;
import org.ops4j.pax.exam.Option;

/**
 * Servers of two modules call each other, around a ring, while the modules go to another revision together and back, and one
 * by one; other servers are started meanwhile, also by callbacks of the ring, and end again. {@code -Dring.rounds=1000} for more of it.
 */
public class RingIT extends TwofoldIT {

    private static final int SIZE = 8;
    /** Two calls never hold all servers at once: one that waits for the other always gets on. */
    private static final int HOPS = 2;
    private static final int CLIENTS = 2;
    private static final List<String> MODULES = List.of("ring-left", "ring-right");
    private static final List<String> VERSIONS = List.of("1.0.0", "1.1.0", "1.2.0");
    /** The code change of one of the modules fails for one of its servers. */
    private static final String REFUSED = "1.3.0";
    private static final int ROUNDS = Integer.getInteger("ring.rounds", 12);
    private static final int MOST_REFUSALS_ALONE = 6;

    @Override
    protected Option[] extras() {
        return new Option[] { Platform.impatient() };
    }

    @Test
    public void answersAllCallsWhileModulesThatCallEachOtherChange() {
        MODULES.forEach(module -> load(module, "1.0.0", Outcome.LOADED));
        List<ServerRef> ring = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            ring.add(servers.start(ServerSpec.of(MODULES.get(i % 2), "hop").named(name(i)).with(name(i + 1))));
        }
        Clients left = Clients.calling(ring.get(0), HOPS, CLIENTS / 2, this::facts);
        Clients right = Clients.calling(ring.get(1), HOPS, CLIENTS / 2, this::facts);
        Twigs twigs = Twigs.beside(ring.get(4), MODULES, servers, sys, this::facts);
        try (left; right; twigs) {
            int refusedAlone = 0;
            for (int i = 1; i <= ROUNDS && failures(left, right, twigs).isEmpty(); i++) {
                change(ring, VERSIONS.get(i % VERSIONS.size()), false);
                left.awaitProgress();
                change(ring, VERSIONS.get((i - 1) % VERSIONS.size()), false);
                right.awaitProgress();
                change(ring, VERSIONS.get(i % VERSIONS.size()), false);
                left.awaitProgress();
                twigs.awaitProgress();
                if (i % 3 == 0) {
                    change(ring, REFUSED, true);
                    right.awaitProgress();
                } else if (refusedAlone < MOST_REFUSALS_ALONE) {
                    refusedAlone += alone(modules.rollback(MODULES.get(i % 2))) ? 0 : 1;
                    right.awaitProgress();
                    refusedAlone += alone(modules.load(fixture(MODULES.get(i % 2), VERSIONS.get(i % VERSIONS
                            .size())))) ? 0 : 1;
                    left.awaitProgress();
                }
            }
        }

        assertThat(failures(left, right, twigs)).isEmpty();
        assertThat(sum(ring, "faults")).isZero();
        assertThat(sum(ring, "calls")).isEqualTo((HOPS + 1) * (left.answered() + right.answered()) + twigs.passedOn());
        assertThat(twigs.started()).isGreaterThan(ROUNDS);
        assertThat(servers.servers()).as("twigs that are left").noneMatch(server -> server.name().contains("twig"));
        ring.forEach(server -> sys.stop(server, ExitReason.NORMAL, Await.PATIENCE));
    }

    private static String name(int i) {
        return "hop-" + i % SIZE;
    }

    private static List<String> failures(Clients left, Clients right, Twigs twigs) {
        return Stream.of(left.failures(), right.failures(), twigs.failures()).flatMap(List::stream).toList();
    }

    private static long sum(List<ServerRef> ring, String what) {
        return ring.stream().mapToLong(server -> (Long) server.call(what)).sum();
    }

    /**
     * All go over, or none: then the very same objects are still their states, and so they are if a module was there before,
     * since it had gone alone.
     */
    private void change(List<ServerRef> ring, String version, boolean refused) {
        List<Object> before = states(ring);

        List<SwapReport> reports = together(version);

        assertThat(reports).allSatisfy(report -> assertThat(report.refused()).as("%s", report).isEqualTo(refused));
        List<Object> after = states(ring);
        for (int i = 0; i < SIZE; i++) {
            boolean stays = refused || reports.get(i % 2).outcome() == Outcome.UNCHANGED;
            assertThat(after.get(i) == before.get(i)).as("state of %s is the same object", name(i)).isEqualTo(stays);
        }
        if (!refused) {
            assertThat(MODULES).allSatisfy(module -> assertThat(currentVersion(module)).isEqualTo(version));
        }
    }

    private List<Object> states(List<ServerRef> ring) {
        return ring.stream().map(server -> sys.rawState(server, Await.PATIENCE).orElseThrow()).toList();
    }

    private List<SwapReport> together(String version) {
        List<Path> jars = MODULES.stream().map(module -> fixture(module, version)).toList();
        return await(modules.loadTogether(jars, SwapOptions.DEFAULTS));
    }

    /** A handler may wait for one of the other module that waits for the gate: then it is refused, and nothing is lost. */
    private boolean alone(CompletionStage<SwapReport> change) {
        SwapReport report = await(change);
        if (report.refused()) {
            assertThat(report.reason()).contains("hop-");
        }
        return !report.refused();
    }
}
