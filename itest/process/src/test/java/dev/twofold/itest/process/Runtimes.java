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
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Starts runtimes for a test, each test on a folder of its own, or for all tests of a class if it is a static field.
 * Afterwards it stops those that still run; if a test has failed it prints what they have logged and leaves the folder in
 * {@code target/homes}.
 */
final class Runtimes implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    private static final Path ROOT = Path.of(System.getProperty("twofold.root")).toAbsolutePath().normalize();
    private static final Path WORK = Path.of("target", "homes").toAbsolutePath();

    private final List<RuntimeProcess> started = new ArrayList<>();
    private Path home = WORK;
    private boolean shared;
    private boolean failed;

    /** The script that a user calls. */
    static Path script() {
        return ROOT.resolve("runtime/run");
    }

    /** A jar as it is shipped with the samples. */
    static Path sample(String name) {
        return ROOT.resolve("runtime/demo/target/samples").resolve(name);
    }

    /** Only called for a static field. */
    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        shared = true;
        open(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (!shared) {
            open(context);
        }
    }

    private void open(ExtensionContext context) throws IOException {
        Files.createDirectories(WORK);
        home = Files.createTempDirectory(WORK, context.getRequiredTestClass().getSimpleName() + "-");
        // Nobody copies slowly here.
        configure("twofold.deploy.cfg", "poll.ms = 100", "period.ms = 400");
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        if (context.getExecutionException().isPresent()) {
            failed = true;
            printDiagnosis(context.getDisplayName());
        }
        if (!shared) {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        close();
    }

    private void close() throws IOException {
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

    /** The folder of this test's runtime, or of this class's. */
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
