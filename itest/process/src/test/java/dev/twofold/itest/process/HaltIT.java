/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Halts the process before each single thing that an operation does to files or begins, and starts it again: it is as if the
 * operation had been done or not, and nothing is left over. A load is halted at each point; of the others, among them that of a
 * module of which only one revision can be active, it takes every twelfth, other ones in each run, or all with
 * {@code -Dhalts=all}.
 */
@Execution(ExecutionMode.CONCURRENT)
class HaltIT {

    private static final int HALTED = 99;
    private static final int PATIENCE_SECONDS = 60;
    private static final int STRIDE = 12;
    private static final int KILLS = 4;
    private static final int LONGEST_MS = 2_500;
    private static final List<String> BUNDLES = List.of("dev.twofold.api", "dev.twofold.engine", "dev.twofold.manager",
            "org.apache.felix.scr", "org.osgi.", "pax-logging-api");
    private static final List<String> ALWAYS = List.of("journal", "lock", "store.properties");

    @TempDir
    static Path shared;

    /** What is loaded; the names are those of the commands. */
    @TempDir
    static Path jars;

    @TempDir
    Path home;

    /** An operation, and what a restart may find. */
    private record Scenario(String command, String prepare, String before, String after) {

        @Override
        public String toString() {
            return command;
        }

        boolean isForAll() {
            return command.equals("load:counter-2.0.0");
        }
    }

    /** What a process has told. */
    private record Run(int status, Map<String, String> told, String log) {

        String told(String what) {
            return told.getOrDefault(what, "");
        }
    }

    static Stream<Scenario> scenarios() {
        String both = "none,load:counter-1.0.0,load:counter-1.1.0";
        return Stream.of(
                new Scenario("load:counter-1.0.0", "none", "", "counter 1.0.0 -"),
                new Scenario("load:counter-2.0.0", both, "counter 1.1.0 1.0.0", "counter 2.0.0 1.1.0"),
                new Scenario("load:exclusive-1.6.0", "none,load:counter-1.1.0,load:exclusive-1.5.0",
                        "counter 1.5.0 1.1.0", "counter 1.6.0 1.5.0"),
                new Scenario("rollback:counter", "none,load:exclusive-1.5.0,load:exclusive-1.6.0",
                        "counter 1.6.0 1.5.0", "counter 1.5.0 1.6.0"),
                new Scenario("rollback:counter", both, "counter 1.1.0 1.0.0", "counter 1.0.0 1.1.0"),
                new Scenario("upgrade:counter", "none,load:counter-1.0.0,stay:counter-1.1.0", "counter 1.1.0 1.0.0",
                        "counter 1.1.0 1.0.0"),
                new Scenario("purge:counter", both, "counter 1.1.0 1.0.0", "counter 1.1.0 -"),
                new Scenario("delete:counter", "none,load:counter-1.0.0", "counter 1.0.0 -", "counter - 1.0.0"),
                new Scenario("unload:counter", both, "counter 1.1.0 1.0.0", ""),
                new Scenario("together:counter-2.0.0:meter-1.1.0", both + ",load:meter-1.0.0",
                        "counter 1.1.0 1.0.0, meter 1.0.0 -", "counter 2.0.0 1.1.0, meter 1.1.0 1.0.0"));
    }

    /** The bundles that are shipped. */
    @BeforeAll
    static void unpack() throws IOException {
        Path distribution = Path.of(System.getProperty("twofold.distribution"), "twofold.jar");
        try (JarFile jar = new JarFile(distribution.toFile())) {
            for (JarEntry entry : jar.stream().toList()) {
                String name = entry.getName().substring(entry.getName().indexOf('/') + 1);
                if (name.endsWith(".jar") && BUNDLES.stream().anyMatch(name::startsWith)) {
                    try (InputStream content = jar.getInputStream(entry)) {
                        Files.copy(content, shared.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        }
    }

    /** What is shipped, and two revisions that cannot be active at once. */
    @BeforeAll
    static void choose() throws IOException {
        try (Stream<Path> samples = Files.list(Runtimes.sample(""))) {
            for (Path sample : samples.filter(file -> file.toString().endsWith(".jar")).toList()) {
                Files.copy(sample, jars.resolve(sample.getFileName()));
            }
        }
        for (String version : List.of("1.5.0", "1.6.0")) {
            Variant.of(Runtimes.sample("counter-1.1.0.jar")).exclusive().version(version).write(jars.resolve(
                    "exclusive-" + version + ".jar"));
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void isDoneOrNotWhereverItIsHalted(Scenario scenario) throws Exception {
        boolean done = false;
        List<String> points = new ArrayList<>();
        List<String> last = new ArrayList<>();
        int stride = scenario.isForAll() || "all".equals(System.getProperty("halts")) ? 1 : STRIDE;
        int point = new Random().nextInt(stride);
        Run run = run(Integer.toString(point), scenario.prepare(), scenario.command());
        assertThat(run.told("prepared")).isEqualTo(scenario.before());
        if (run.status() != HALTED) { // it was over before
            point = 0;
            run = run(Integer.toString(point), scenario.prepare(), scenario.command());
        }
        while (run.status() == HALTED) {
            String halted = run.log();
            points.add(halted);
            point += stride;
            run = run(Integer.toString(point), scenario.prepare(), scenario.command());
            done = assertWhole(run, scenario, done, halted);
            last.add(run.told("history counter"));
        }
        assertThat(run.status()).as(run.log()).isZero();
        assertThat(run("-", scenario.prepare(), "nothing").told("slots")).isEqualTo(scenario.after());
        assertThat(points).as("halts").isNotEmpty();
        if (scenario.isForAll()) {
            assertThat(points).as("halts").hasSizeGreaterThan(14);
            assertThat(last).as("history").anyMatch(swap -> swap.contains("outcome=INTERRUPTED"));
        }
    }

    private static boolean assertWhole(Run run, Scenario scenario, boolean doneBefore, String halted) {
        String slots = run.told("slots");
        assertThat(slots).as(halted).isIn(doneBefore
                ? List.of(scenario.after())
                : List.of(scenario.before(), scenario.after()));
        assertNothingLeftOver(run, halted);
        return !scenario.before().equals(scenario.after()) && slots.equals(scenario.after());
    }

    /** Servers run, and the data folder holds what is in the slots and nothing else. */
    private static void assertNothingLeftOver(Run run, String halted) {
        assertThat(run.told("refused")).as(halted).isEqualTo("[]");
        String slots = run.told("slots");
        TreeSet<String> files = new TreeSet<>(ALWAYS);
        for (String module : slots.isEmpty() ? new String[0] : slots.split(", ")) {
            String[] words = module.split(" ");
            assertThat(run.told("server " + words[0])).as(halted).isEqualTo(String.valueOf(
                    words[0].equals("counter") && !words[1].equals("-")));
            files.add("modules/" + words[0] + "/slots.properties");
            Stream.of(words[1], words[2]).filter(version -> !version.equals("-"))
                    .forEach(version -> files.add("modules/" + words[0] + "/" + version + ".jar"));
        }
        assertThat(run.told("files")).as(halted).isEqualTo(String.join(" ", files));
    }

    /** {@code -Dkills=100} for more, {@code -Dseed=...} for the same times once more. */
    @Test
    void isWholeWheneverItIsKilled() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        int kills = Integer.getInteger("kills", KILLS);
        for (int kill = 1; kill <= kills; kill++) {
            Process process = start("-", "nothing", "storm:" + random.nextInt());
            process.waitFor(random.nextInt(LONGEST_MS), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            Run run = run("-", "nothing", "nothing");
            assertThat(run.status()).isZero();
            assertNothingLeftOver(run, "kill " + kill + " of seed " + seed + "\n" + run.log());
        }
        System.out.println(kills + " kills, seed " + seed);
    }

    private Process start(String halt, String prepare, String command) throws Exception {
        String classes = home(HaltedPlatform.class) + File.pathSeparator + home(FrameworkFactory.class);
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dtwofold.test.halt=", "-cp", classes,
                HaltedPlatform.class.getName(), home.resolve("data").toString(), shared.toString(),
                jars.toString(), halt, prepare, command)
                .redirectOutput(home.resolve("output.txt").toFile()).redirectError(home.resolve("log.txt").toFile())
                .start();
    }

    private static String home(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }

    private Run run(String halt, String prepare, String command) throws Exception {
        Process process = start(halt, prepare, command);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        Map<String, String> told = new LinkedHashMap<>();
        Files.readAllLines(home.resolve("output.txt")).stream().filter(line -> line.startsWith("= "))
                .map(line -> line.substring(2).split(": ?", 2)).forEach(line -> told.put(line[0], line[1]));
        String log = Files.readString(home.resolve("log.txt"));
        assertThat(process.exitValue()).as("%s", log).isIn(0, HALTED);
        return new Run(process.exitValue(), told, log);
    }
}
