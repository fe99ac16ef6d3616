/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.module.Outcome;
import dev.twofold.module.SwapReport;
import dev.twofold.module.SwapStep;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;

/**
 * Prints how long a swap takes beside what the framework alone needs for the same bundle, and what clients see of swaps.
 * Asserts that nothing fails, never a duration. The system property {@code stress.rounds} makes the figures mean something:
 * 100 or more.
 */
public class SwapFiguresIT extends TwofoldIT {

    private static final int ROUNDS = Integer.getInteger("stress.rounds", 3);
    private static final List<String> VERSIONS = List.of("1.0.0", "1.1.0", "1.2.0");
    private static final long GAP_NANOS = 20_000_000;
    private static final int SERVERS = 4;
    private static final double NANOS_PER_MS = 1e6;

    // ---- one server

    @Test
    public void aSwapOfOneServerBesideThePlainFramework() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        List<Double> plain = new ArrayList<>();
        List<Double> activated = new ArrayList<>();
        List<Double> swaps = new ArrayList<>();
        Map<SwapStep, List<Double>> steps = new EnumMap<>(SwapStep.class);
        List<Bundle> sideBySide = new ArrayList<>();
        for (int i = 1; i <= 2 * ROUNDS; i++) {
            String version = VERSIONS.get(i % VERSIONS.size());
            double alone = timed(() -> sideBySide.add(installPlain(version)));
            double active = alone + timed(() -> activate(sideBySide.get(sideBySide.size() - 1)));
            while (sideBySide.size() > 2) {
                sideBySide.remove(0).uninstall();
            }
            SwapReport[] report = new SwapReport[1];
            double swap = timed(() -> report[0] = load("ledger", version));
            assertThat(report[0].outcome()).as(report[0].reason()).isIn(Outcome.UPGRADED, Outcome.DOWNGRADED);
            if (i > ROUNDS) { // the first half warms up
                plain.add(alone);
                activated.add(active);
                swaps.add(swap);
                report[0].steps().forEach(step -> steps.computeIfAbsent(step.step(), each -> new ArrayList<>()).add(
                        step.took().toNanos() / NANOS_PER_MS));
            }
        }
        for (Bundle bundle : sideBySide) {
            bundle.uninstall();
        }
        System.out.printf(
                "plain install and start: %.2f ms, with its component active %.2f ms%nswap of one server: %.2f"
                        + " ms%nratio: %.2f x, %.2f x%n", median(plain), median(activated), median(swaps), median(swaps)
                                / median(plain), median(swaps) / median(activated));
        steps.forEach((step, took) -> System.out.printf("  %s: %.2f ms%n", step, median(took)));
    }

    private interface Work {
        void run() throws Exception;
    }

    private static double timed(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / NANOS_PER_MS;
    }

    private static double median(List<Double> figures) {
        return figures.stream().sorted().skip(figures.size() / 2).findFirst().orElseThrow();
    }

    /** The same code and components, without the opt-in; the component is there when the start returns. */
    private Bundle installPlain(String version) throws BundleException, IOException {
        try (InputStream jar = Files.newInputStream(fixture("ledger-plain", version))) {
            Bundle bundle = context.installBundle("plain:" + version + "/" + System.nanoTime(), jar);
            bundle.start();
            assertThat(bundle.getRegisteredServices()).anySatisfy(service -> assertThat((String[]) service.getProperty(
                    Constants.OBJECTCLASS)).contains("dev.twofold.server.GenServer"));
            return bundle;
        }
    }

    /** What a swap cannot do without: servers run it. */
    private void activate(Bundle plain) {
        Stream.of(plain.getRegisteredServices()).map(context::getService).forEach(service -> assertThat(service)
                .isNotNull());
    }

    // ---- under load

    @Test
    public void loadUnderUpgrade() {
        load("crew", "1.0.0", Outcome.LOADED);
        load("crew", "1.1.0", Outcome.UPGRADED);
        List<Clients> clients = new ArrayList<>();
        for (int i = 0; i < SERVERS; i++) {
            ServerRef server = servers.start(ServerSpec.of("crew", "hand").named("hand-" + i));
            clients.add(Clients.calling(server, "hello", 1, this::facts));
        }
        window(clients, true);
        double calm = 0;
        double busy = 0;
        for (int i = 0; i < 3; i++) {
            calm += window(clients, false);
            busy += window(clients, true);
        }
        clients.forEach(Clients::close);

        assertThat(clients).allSatisfy(each -> assertThat(each.failures()).isEmpty());
        System.out.printf("load_under_upgrade through the manager: %.0f calls/s without, %.0f with, ratio %.2f,"
                + " failed 0%n", calm / 3, busy / 3, busy / calm);
    }

    /** Calls per second while time passes in pieces of 20 ms, with a swap between two of them or without. */
    private double window(List<Clients> clients, boolean swapping) {
        long before = clients.stream().mapToLong(Clients::answered).sum();
        long start = System.nanoTime();
        for (int i = 0; i < ROUNDS; i++) {
            if (swapping) {
                rollBack("crew");
            }
            long until = System.nanoTime() + GAP_NANOS;
            while (System.nanoTime() < until) {
                LockSupport.parkNanos(until - System.nanoTime());
            }
        }
        long calls = clients.stream().mapToLong(Clients::answered).sum() - before;
        return calls / ((System.nanoTime() - start) / 1e9);
    }
}
