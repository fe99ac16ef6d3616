/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.process;

import dev.twofold.runtime.demo.RuntimeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Starts runtimes for a test, each test on a folder of its own. Afterwards it stops those that still run; if the test has
 * failed it prints what they have logged and leaves the folder in {@code target/homes}.
 */
final class Runtimes implements BeforeEachCallback, AfterEachCallback {

    private static final Path ROOT = Path.of(System.getProperty("twofold.root")).toAbsolutePath().normalize();
    private static final Path WORK = Path.of("target", "homes").toAbsolutePath();

    private final List<RuntimeProcess> started = new ArrayList<>();
    private Path home = WORK;

    /** The script that a user calls. */
    static Path script() {
        return ROOT.resolve("runtime/run");
    }

    /** A jar as it is shipped with the samples. */
    static Path sample(String name) {
        return ROOT.resolve("runtime/demo/target/samples").resolve(name);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        Files.createDirectories(WORK);
        home = Files.createTempDirectory(WORK, context.getRequiredTestClass().getSimpleName() + "-");
        // Nobody copies slowly here.
        configure("twofold.deploy.cfg", "poll.ms = 100", "period.ms = 400");
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        boolean failed = context.getExecutionException().isPresent();
        if (failed) {
            printDiagnosis(context.getDisplayName());
        }
        started.forEach(RuntimeProcess::close);
        started.clear();
        if (!failed) {
            delete(home);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private void printDiagnosis(String test) {
        for (RuntimeProcess runtime : started) {
            System.err.println("=== " + test + ": runtime in " + runtime.home() + "\n" + runtime.diagnosis());
        }
    }

    /** The folder of this test's runtime. */
    Path home() {
        return home;
    }

    /** Starts a runtime on this test's folder, also for the second time. */
    RuntimeProcess start() {
        RuntimeProcess runtime = RuntimeProcess.start(script(), home);
        started.add(runtime);
        return runtime;
    }

    /** The runtime that was started last. */
    RuntimeProcess last() {
        return started.get(started.size() - 1);
    }

    /** Puts a file with settings into the folder, before the runtime is started. */
    void configure(String name, String... lines) {
        try {
            Files.createDirectories(home.resolve("conf"));
            Files.write(home.resolve("conf").resolve(name), List.of(lines));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
