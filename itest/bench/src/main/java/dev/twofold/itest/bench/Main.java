/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.itest.bench.peers.Comparison;
import dev.twofold.itest.bench.peers.Kits;
import java.util.Arrays;
import java.util.List;

/** Runs benchmarks and prints a line for each figure; beside the peers, where there are any. */
public final class Main {

    private static final int WRONG_USAGE = 2;

    private Main() {}

    /**
     * Runs benchmarks.
     *
     * @param arguments the name of a benchmark, or {@code all}; then options
     * @throws Exception if one fails
     */
    public static void main(String[] arguments) throws Exception {
        String name = arguments.length == 0 ? "" : arguments[0];
        List<Benchmark> chosen = benchmarks().stream().filter(one -> name.equals("all") || name.equals(one.name()))
                .toList();
        if (chosen.isEmpty()) {
            throw refuse("there is no benchmark '" + name + "'; there are: "
                    + String.join(", ", benchmarks().stream().map(Benchmark::name).toList()) + ", all");
        }
        List<String> given = Arrays.asList(arguments).subList(1, arguments.length);
        run(chosen, given, options(given));
        System.exit(0);
    }

    private static Options options(List<String> given) {
        try {
            return Options.parse(given);
        } catch (IllegalArgumentException wrong) {
            throw refuse(wrong.getMessage());
        }
    }

    private static void run(List<Benchmark> chosen, List<String> given, Options options) throws Exception {
        Kits kits = Kits.of(System.getenv());
        if (kits.isEmpty()) {
            for (Benchmark benchmark : chosen) {
                benchmark.run(new Harness(options, System.out::println));
            }
        } else {
            new Comparison(kits, given, options).run(chosen.stream().map(Benchmark::name).toList());
        }
    }

    static List<Benchmark> benchmarks() {
        return List.of(new CallLatency(), new CallThroughput(), new CastThroughput(), new Spawn(), new UpgradePause(),
                new Rehearse(), new LoadUnderUpgrade(), new Purge(), new ConversionCost());
    }

    /** Ends the program. */
    private static IllegalStateException refuse(String why) {
        System.err.println(why + "; see --help");
        System.exit(WRONG_USAGE);
        return new IllegalStateException("has ended");
    }
}
