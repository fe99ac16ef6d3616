/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.runtime.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code runtime/run demo}: one module is upgraded, refused, rolled back and upgraded again while clients call its server
 * without a pause. Goes only through the folder and the shell of the runtime that is shipped. The exit status is 0 if no
 * call failed, every acknowledged increment is still counted, and each step ended as it should.
 */
public final class Demo {

    private static final String INTRODUCTION = """
            Twofold demo: 4 clients call a counter without a pause, while its module is upgraded under them.
            Watch that no call fails, that every increment stays counted, and how the shape of the state changes.
            """;

    private Demo() {}

    /**
     * Runs the demo and ends the JVM.
     *
     * @param args the script that starts the runtime, the folder with the sample jars, and possibly {@code --keep}
     * @throws IOException if there is no room for a temporary folder
     */
    public static void main(String[] args) throws IOException {
        System.out.println(INTRODUCTION);
        Path home = Files.createTempDirectory("twofold-demo-");
        boolean passed = run(Path.of(args[0]), Path.of(args[1]), home);
        if (passed && !List.of(args).contains("--keep")) {
            delete(home);
        } else {
            System.out.println("The log is " + home.resolve("log/twofold.log"));
        }
        System.exit(passed ? 0 : 1);
    }

    private static boolean run(Path script, Path samples, Path home) {
        try (RuntimeProcess runtime = RuntimeProcess.start(script, home)) {
            // Ctrl-C here must not leave the runtime behind.
            Runtime.getRuntime().addShutdownHook(new Thread(runtime.process()::destroy));
            Story story = new Story(runtime, samples);
            try {
                story.play();
                story.printTable();
                story.check();
                System.out.println("Passed: no call failed, and every acknowledged increment is counted.");
                return true;
            } catch (RuntimeFailedException failure) {
                story.printTable();
                System.out.println("FAILED: " + failure.getMessage() + "\n" + runtime.diagnosis());
                return false;
            }
        } catch (RuntimeFailedException failure) {
            System.out.println("FAILED: " + failure.getMessage());
            return false;
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(Demo::deleteOne);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void deleteOne(Path path) {
        try {
            Files.delete(path);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
