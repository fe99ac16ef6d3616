/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench.peers;

import dev.twofold.itest.bench.Figure;
import dev.twofold.itest.bench.Main;
import dev.twofold.itest.bench.Options;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs our benchmarks and the peers' in turn, each in a process of its own, and says which goals are met. */
public final class Comparison {

    private static final String OURS = "twofold";

    private final Kits kits;
    private final List<String> given;
    private final Options options;

    /**
     * A comparison with all peers that the goals name.
     *
     * @param kits where the peers are
     * @param given the options as they were given, for our own part
     * @param options the same options
     */
    public Comparison(Kits kits, List<String> given, Options options) {
        this.kits = kits;
        this.given = List.copyOf(given);
        this.options = options;
    }

    /**
     * Measures, and prints figures, ratios and a table.
     *
     * @param benchmarks names of the benchmarks
     * @throws IOException if our own part fails; a peer that fails is left out
     * @throws InterruptedException if the thread is interrupted
     */
    public void run(List<String> benchmarks) throws IOException, InterruptedException {
        List<List<String>> rows = new ArrayList<>();
        List<String> loads = new ArrayList<>();
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        rows.add(List.of("figure", "ours", "against", "ratio", "range", "goal", "met"));
        for (String benchmark : benchmarks) {
            List<Goal> goals = Goals.all().stream().filter(goal -> goal.benchmark().equals(benchmark)).toList();
            List<Round> rounds = new ArrayList<>();
            for (int i = 1; i <= options.rounds(); i++) {
                double load = system.getSystemLoadAverage();
                loads.add(String.format(Locale.ROOT, "%.1f", load));
                System.out.println("# " + benchmark + ", round " + i + " of " + options.rounds() + ", load " + load);
                rounds.add(round(benchmark, goals));
            }
            Set<String> ours = rounds.stream().flatMap(round -> round.ours().keySet().stream()).sorted()
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            ours.forEach(name -> Verdict.ours(name, rounds).ifPresent(System.out::println));
            List<Verdict> verdicts = goals.stream().flatMap(goal -> Verdict.of(goal, rounds).stream()).toList();
            verdicts.stream().flatMap(verdict -> verdict.ratios().stream()).map(Object::toString).distinct()
                    .forEach(System.out::println);
            verdicts.forEach(verdict -> rows.add(verdict.row()));
        }
        System.out.println();
        new Table(rows).lines().forEach(System.out::println);
        System.out.println();
        System.out.println("Load before each round: " + String.join(", ", loads) + ", on "
                + system.getAvailableProcessors() + " processors. On a busy machine even ratios mean little.");
    }

    private Round round(String benchmark, List<Goal> goals) throws IOException, InterruptedException {
        Map<String, Program.Value> ours = measured(ours(benchmark, goals));
        Map<String, Map<String, Program.Value>> theirs = new HashMap<>();
        Set<String> peers = goals.stream().flatMap(goal -> goal.rivals().stream()).map(Rival::peer)
                .filter(peer -> options.peers().matcher(peer).find())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        for (String peer : peers) {
            kits.program(peer, benchmark, options).ifPresent(program -> theirs.put(peer, measuredIfPossible(program)));
        }
        return new Round(ours, theirs);
    }

    private static Map<String, Program.Value> measured(Program program) throws IOException, InterruptedException {
        Map<String, Program.Value> figures = program.run();
        figures.forEach((name, value) -> System.out.println(
                "# " + program.name() + " " + new Figure(name, value.unit(), List.of(value.number()))));
        return figures;
    }

    private static Map<String, Program.Value> measuredIfPossible(Program program) {
        try {
            return measured(program);
        } catch (IOException failed) {
            System.out.println("# " + program.name() + " is left out: " + failed.getMessage());
            return Map.of();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Map.of();
        }
    }

    /** This program in a JVM like this one, but without peers, and with the figures that have goals unless told else. */
    private Program ours(String benchmark, List<Goal> goals) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), benchmark));
        command.addAll(given);
        if (options.only().pattern().isEmpty()) {
            command.add("only=" + goals.stream().map(goal -> Pattern.quote(goal.figure())).distinct()
                    .collect(Collectors.joining("|", "^(", ")$")));
        }
        Map<String, String> alone = Map.of(Kits.ERLANG_FOLDER, "", Kits.JVM_FOLDER, "");
        return new Program(OURS, List.of(command), alone);
    }
}
