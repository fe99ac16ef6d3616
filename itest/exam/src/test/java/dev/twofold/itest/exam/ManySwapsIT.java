/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.twofold.module.Outcome;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.UpgradePolicy;
import dev.twofold.server.CallFailedException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.List;
import org.junit.Test;
import org.ops4j.pax.exam.Option;

/**
 * Many swaps in a row of a module that leaves things behind wherever it can, with everything mixed in that may keep a
 * revision: refused, rolled back, redefined and killed ones, failures, threads that remember it. The number of swaps is the
 * system property {@code stress.swaps}; 1,000 take a few minutes.
 */
public class ManySwapsIT extends TwofoldIT {

    private static final int SWAPS = Integer.getInteger("stress.swaps", 40);
    private static final List<String> VERSIONS = List.of("1.0.0", "1.1.0", "1.2.0");
    private static final long KIBI = 1_024;
    /** What the virtual machine needs for itself; a few dozen class loaders of the module take more. */
    private static final long SLACK_KB = 4_096;

    @Override
    protected Option[] extras() {
        return new Option[] { Platform.impatient(Integer.MAX_VALUE) };
    }

    @Test
    public void leavesNothingBehindHoweverOftenAModuleIsSwapped() {
        load("sticky", "1.2.0", Outcome.LOADED);
        try (ModuleRemains remains = ModuleRemains.watch(context)) {
            swap(0, SWAPS / 10);
            remains.awaitAtMost(2, this::facts);
            long metaspace = metaspaceKb();
            long threads = threads();

            swap(SWAPS / 10, SWAPS);
            remains.awaitAtMost(2, this::facts);
            long grown = metaspaceKb() - metaspace;

            System.out.printf("%d swaps, %d class loaders seen: metaspace %d KB at swap %d and %+d KB since,"
                    + " threads %d and %d%n", SWAPS, remains.seen(), metaspace, SWAPS / 10, grown, threads, threads());
            assertThat(grown).isLessThan(SLACK_KB);
            await("no more threads than before", () -> threads() <= threads);
            await("all class loaders are known to be collected", () -> modules.uncollected().isEmpty());
        }
    }

    private void swap(int from, int to) {
        for (int i = from; i < to; i++) {
            String version = VERSIONS.get(i % VERSIONS.size());
            switch (i % 10) {
                case 3 -> {
                    load("sticky-bad", "1.3.0", Outcome.REFUSED);
                    load("sticky", version, Outcome.UPGRADED);
                }
                case 5 -> {
                    load("sticky", version, Outcome.UPGRADED);
                    rollBack("sticky");
                    rollBack("sticky");
                }
                case 6 -> assertThat(await(modules.redefine(fixture("sticky", version), SwapOptions.DEFAULTS))
                        .outcome())
                        .isEqualTo(Outcome.REDEFINED);
                case 7 -> stay(version);
                case 8 -> killedByTheThirdLoad(version);
                default -> load("sticky", version, Outcome.UPGRADED);
            }
            assertThat(call("sticky", "count")).isInstanceOf(Long.class);
            if (i % 4 == 0) {
                fail();
            }
            assertThat(storedJars()).hasSizeLessThanOrEqualTo(2);
        }
    }

    private void stay(String version) {
        SwapOptions stay = SwapOptions.DEFAULTS.upgrade(UpgradePolicy.LOAD);
        assertThat(await(modules.load(fixture("sticky", version), stay)).outcome()).isEqualTo(Outcome.LOADED);
    }

    private void killedByTheThirdLoad(String version) {
        load("sticky", version, Outcome.UPGRADED);
        await("it is started again", () -> servers.whereis("sticky").isPresent());
    }

    private void fail() {
        assertThat(catchThrowable(() -> call("sticky", 'x'))).isInstanceOf(CallFailedException.class);
        await("it is started again", () -> servers.whereis("sticky").isPresent());
    }

    private static long metaspaceKb() {
        System.gc();
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getName().contains("Metaspace"))
                .map(MemoryPoolMXBean::getUsage).mapToLong(usage -> usage.getUsed() / KIBI).sum();
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("twofold-"))
                .count();
    }
}
