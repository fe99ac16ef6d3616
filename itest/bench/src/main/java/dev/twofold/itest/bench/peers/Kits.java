/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench.peers;

import dev.twofold.itest.bench.Options;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The peers' benchmarks, a folder each with a program {@code run}.
 *
 * @param erlang takes the name of a benchmark and its numbers
 * @param jvm takes the name of a peer and that of a benchmark
 */
public record Kits(Optional<Path> erlang, Optional<Path> jvm) {

    static final String ERLANG_FOLDER = "TWOFOLD_BENCH_ERLANG";
    static final String JVM_FOLDER = "TWOFOLD_BENCH_PEERS";

    private static final String GAP_MILLIS = "20";
    private static final String ERLANG = "erlang";
    private static final int CALLS_PER_SECOND = 500_000;

    /**
     * The kits that an environment names.
     *
     * @param environment the variables
     * @return none, one or both
     */
    public static Kits of(Map<String, String> environment) {
        return new Kits(folder(environment, ERLANG_FOLDER), folder(environment, JVM_FOLDER));
    }

    private static Optional<Path> folder(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(text -> !text.isBlank()).map(Path::of);
    }

    /**
     * Whether there is nobody to compare with.
     *
     * @return {@code true} if there are no kits
     */
    public boolean isEmpty() {
        return erlang.isEmpty() && jvm.isEmpty();
    }

    /** How to run a peer; empty if its kit is not there. */
    Optional<Program> program(String peer, String benchmark, Options options) {
        return peer.equals(ERLANG)
                ? erlang.map(kit -> erlang(kit, benchmark, options))
                : jvm.map(kit -> jvm(kit, peer, benchmark, options));
    }

    private static Program jvm(Path kit, String peer, String benchmark, Options options) {
        Map<String, String> settings = Map.of("WARM", seconds(options.warmUp().toMillis()), "REPS",
                "" + options.repetitions(), "SECS", seconds(options.window().toMillis()), "JOPTS",
                "-Dcasts=" + options.casts());
        return new Program(peer, List.of(List.of(run(kit), peer, benchmark)), settings);
    }

    private static String seconds(long millis) {
        return "" + millis / 1000.0;
    }

    /** Its arguments are numbers that differ from one benchmark to the next, and repetitions among them. */
    private static Program erlang(Path kit, String benchmark, Options options) {
        String repetitions = "" + options.repetitions();
        long millis = options.window().toMillis();
        List<List<String>> commands = new ArrayList<>();
        switch (benchmark) {
            case "call_latency" -> {
                String calls = "" + Math.max(1, CALLS_PER_SECOND * millis / 1000);
                commands.add(List.of(run(kit), benchmark, calls, repetitions));
            }
            case "call_throughput" -> options.shapes().forEach(shape -> commands.add(List.of(run(kit), benchmark,
                    "" + shape.clients(), "" + shape.servers(), repetitions, "" + millis)));
            case "cast_throughput" -> options.producers().forEach(producers -> commands
                    .add(List.of(run(kit), benchmark, "" + producers, "" + options.casts(), repetitions)));
            case "upgrade_pause" -> options.crowds()
                    .forEach(servers -> commands.add(List.of(run(kit), benchmark, "" + servers, repetitions)));
            case "load_under_upgrade" -> commands
                    .add(List.of(run(kit), benchmark, "" + options.upgrades(), GAP_MILLIS, repetitions));
            case "purge" -> commands.add(List.of(run(kit), benchmark, "10000", repetitions));
            case "spawn" -> commands.add(List.of(run(kit), benchmark, "100000", repetitions));
            default -> throw new IllegalArgumentException("Erlang has no benchmark " + benchmark);
        }
        return new Program(ERLANG, commands, Map.of());
    }

    private static String run(Path kit) {
        return kit.resolve("run").toAbsolutePath().toString();
    }
}
