/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.module.Outcome;
import dev.twofold.module.SwapOptions;
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
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;

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
    private static final int WINDOWS = 7;
    private static final int WARM_UP = 10;
    private static final double NANOS_PER_MS = 1e6;

    // ---- one server

    @Test
    public void aSwapOfOneServerBesideThePlainFramework() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        List<Double> plain = new ArrayList<>();
        List<Double> activated = new ArrayList<>();
        List<Double> swaps = new ArrayList<>();
        List<Double> besides = new ArrayList<>();
        Map<SwapStep, List<Double>> steps = new EnumMap<>(SwapStep.class);
        List<Bundle> sideBySide = new ArrayList<>();
        for (int i = 1; i <= 2 * ROUNDS; i++) {
            String version = VERSIONS.get(i % VERSIONS.size());
            double alone = timed(() -> sideBySide.add(installPlain(version)));
            double active = alone + timed(() -> activate(sideBySide.get(sideBySide.size() - 1)));
            while (sideBySide.size() > 2) {
                remove(sideBySide.remove(0));
            }
            SwapReport[] report = new SwapReport[1];
            double swap = timed(() -> report[0] = load("ledger", version));
            assertThat(report[0].outcome()).as(report[0].reason()).isIn(Outcome.UPGRADED, Outcome.DOWNGRADED);
            // what the manager does when a swap is over must not slow down what comes next
            assertThat(await(modules.upgrade("ledger", SwapOptions.DEFAULTS)).outcome()).isEqualTo(Outcome.UNCHANGED);
            if (i > ROUNDS) { // the first half warms up
                plain.add(alone);
                activated.add(active);
                swaps.add(swap);
                report[0].steps().forEach(step -> steps.computeIfAbsent(step.step(), each -> new ArrayList<>()).add(
                        step.took().toNanos() / NANOS_PER_MS));
                double timed = report[0].steps().stream().mapToDouble(step -> step.took().toNanos()).sum();
                besides.add(swap - timed / NANOS_PER_MS);
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
        System.out.printf("  besides, such as journal, log and services: %.2f ms%n", median(besides));
    }

    private interface Work {
        void run() throws Exception;
    }

    private static double timed(Work work) {
        long start = System.nanoTime();
        try {
            work.run();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
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

    /**
     * Without a note of a service that it has used once: the framework keeps those, and with each of them everything that is
     * unregistered anywhere takes longer. Twofold sees to that by itself.
     */
    private static <S> void forget(Bundle bundle, ServiceReference<S> service) {
        ServiceObjects<S> objects = bundle.getBundleContext().getServiceObjects(service);
        objects.ungetService(objects.getService());
    }

    private void remove(Bundle plain) throws BundleException {
        forget(plain, context.getServiceReference("org.osgi.service.cm.ConfigurationAdmin"));
        plain.uninstall();
    }

    /** What a swap cannot do without: servers run it. */
    private void activate(Bundle plain) {
        Stream.of(plain.getRegisteredServices()).map(context::getService).forEach(service -> assertThat(service)
                .isNotNull());
    }

    // ---- under load

    /**
     * What clients see of swaps, and beside it of two things that take a processor from them as well and have nothing to do
     * with Twofold: a thread that is busy for as long as a swap takes, and the framework's own start and stop of two bundles.
     * Clients and servers keep all processors busy between them, so whatever else runs takes from what they do.
     */
    @Test
    public void loadUnderUpgrade() throws Exception {
        loadUnderUpgrade("load_under_upgrade", "crew", "hand");
    }

    /** The same with servers whose callers run them. */
    @Test
    public void loadUnderUpgradeOfServersThatDoNotBlock() throws Exception {
        loadUnderUpgrade("load_under_upgrade.nonblocking", "swift", "runner");
    }

    private void loadUnderUpgrade(String figure, String module, String type) throws Exception {
        load(module, "1.0.0", Outcome.LOADED);
        load(module, "1.1.0", Outcome.UPGRADED);
        Bundle[] plain = { installPlain("1.0.0"), installPlain("1.1.0") };
        plain[1].stop();
        for (int i = 0; i < WARM_UP * ROUNDS; i++) {
            rollBack(module);
            startOther(plain);
        }
        List<Clients> clients = new ArrayList<>();
        for (int i = 0; i < SERVERS; i++) {
            ServerRef server = servers.start(ServerSpec.of(module, type).named(type + "-" + i));
            clients.add(Clients.calling(server, "hello", 1, this::facts));
        }
        Windows calm = new Windows(clients, () -> {});
        Windows swaps = new Windows(clients, () -> rollBack(module));
        Windows busy = new Windows(clients, () -> beBusy(swaps.work()));
        Windows framework = new Windows(clients, () -> startOther(plain));
        List<Windows> all = List.of(calm, swaps, busy, framework);
        all.forEach(Windows::tryOne);
        for (int i = 0; i < WINDOWS; i++) {
            all.forEach(Windows::measure);
        }
        clients.forEach(Clients::close);
        for (Bundle bundle : plain) {
            bundle.uninstall();
        }

        assertThat(clients).allSatisfy(each -> assertThat(each.failures()).isEmpty());
        System.out.printf("%s through the manager: %.0f calls/s without, %.0f with, ratio %.2f,"
                + " failed 0%n", figure, calm.calls(), swaps.calls(), swaps.calls() / calm.calls());
        System.out.printf("  a swap takes %.2f ms; one busy thread for as long instead: ratio %.2f%n", swaps.work()
                / NANOS_PER_MS, busy.calls() / calm.calls());
        System.out.printf("  the framework alone starts one bundle, stops another in %.2f ms: ratio %.2f%n", framework
                .work() / NANOS_PER_MS, framework.calls() / calm.calls());
    }

    /** Starts the one of two that is stopped, and stops the other. */
    private void startOther(Bundle[] plain) throws BundleException {
        int stopped = plain[0].getState() == Bundle.ACTIVE ? 1 : 0;
        plain[stopped].start();
        activate(plain[stopped]);
        plain[1 - stopped].stop();
    }

    private static void beBusy(double nanos) {
        for (long start = System.nanoTime(); System.nanoTime() - start < nanos;) {
            Thread.onSpinWait();
        }
    }

    /** What clients get done while time passes in pieces of 20 ms, with some work of others between two of them. */
    private static final class Windows {

        private final List<Clients> clients;
        private final Work between;
        private final List<Double> calls = new ArrayList<>();
        private double work;

        Windows(List<Clients> clients, Work between) {
            this.clients = clients;
            this.between = between;
        }

        void tryOne() {
            measure();
            calls.clear();
        }

        void measure() {
            long before = answered();
            long start = System.nanoTime();
            double worked = 0;
            for (int i = 0; i < ROUNDS; i++) {
                worked += timed(between);
                pause();
            }
            calls.add((answered() - before) / ((System.nanoTime() - start) / 1e9));
            work = worked * NANOS_PER_MS / ROUNDS;
        }

        private static void pause() {
            for (long start = System.nanoTime(), left = GAP_NANOS; left > 0; left = GAP_NANOS - (System.nanoTime()
                    - start)) {
                LockSupport.parkNanos(left);
            }
        }

        private long answered() {
            return clients.stream().mapToLong(Clients::answered).sum();
        }

        /** Calls per second, the median of the windows. */
        double calls() {
            return median(calls);
        }

        /** Nanoseconds that the work takes, on the average of the last window. */
        double work() {
            return work;
        }
    }
}
