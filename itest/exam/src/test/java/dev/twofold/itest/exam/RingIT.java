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
import org.junit.Test;
import org.ops4j.pax.exam.Option;

/** Servers of two modules call each other, around a ring, while the modules change together and one by one. */
public class RingIT extends TwofoldIT {

    private static final int SIZE = 8;
    /** Two calls never hold all servers at once: one that waits for the other always gets on. */
    private static final int HOPS = 2;
    private static final int CLIENTS = 2;
    private static final List<String> MODULES = List.of("ring-left", "ring-right");
    private static final List<String> VERSIONS = List.of("1.0.0", "1.1.0", "1.2.0");
    private static final int ROUNDS = 12;

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
        try (left; right) {
            for (int i = 1; i <= ROUNDS; i++) {
                assertThat(together(VERSIONS.get(i % VERSIONS.size()))).allSatisfy(report -> assertThat(report
                        .outcome())
                        .as("%s", report).isEqualTo(Outcome.UPGRADED));
                left.awaitProgress();
                alone(modules.rollback(MODULES.get(i % 2)));
                right.awaitProgress();
                alone(modules.load(fixture(MODULES.get(i % 2), VERSIONS.get(i % VERSIONS.size()))));
                left.awaitProgress();
            }
        }

        assertThat(left.failures()).isEmpty();
        assertThat(right.failures()).isEmpty();
        long calls = ring.stream().mapToLong(server -> (Long) server.call("how many?")).sum();
        assertThat(calls).isEqualTo((HOPS + 1) * (left.answered() + right.answered()));
        ring.forEach(server -> sys.stop(server, ExitReason.NORMAL, Await.PATIENCE));
    }

    private static String name(int i) {
        return "hop-" + i % SIZE;
    }

    private List<SwapReport> together(String version) {
        List<Path> jars = MODULES.stream().map(module -> fixture(module, version)).toList();
        return await(modules.loadTogether(jars, SwapOptions.DEFAULTS));
    }

    /** A handler may wait for one of the other module that waits for the gate: then it is refused, and nothing is lost. */
    private void alone(CompletionStage<SwapReport> change) {
        SwapReport report = await(change);
        if (report.refused()) {
            assertThat(report.reason()).contains("hop-");
        }
    }
}
