/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A script that is run to its end. */
final class Script {

    private static final List<String> NEEDED = List.of("sh", "cat", "cp", "dirname", "find", "grep", "head", "mkdir",
            "mv", "rm", "sed", "sleep");

    private final Path file;
    private final Map<String, String> environment = new HashMap<>();
    private String input = "";
    private Optional<Path> folder = Optional.empty();
    private Duration limit = Duration.ofSeconds(30);

    private Script(Path file) {
        this.file = file;
    }

    /** What came of it. */
    record Result(int status, String output, String errors) {
    }

    static Script of(Path file) {
        return new Script(file);
    }

    Script with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Nothing but this folder is on the path, and nothing else says where Java is. */
    Script path(Path only) {
        environment.put("JAVA_HOME", "");
        return with("PATH", only.toString());
    }

    /** What it reads. */
    Script input(String text) {
        input = text;
        return this;
    }

    /** Where it is started. */
    Script in(Path newFolder) {
        folder = Optional.of(newFolder);
        return this;
    }

    Script within(Duration newLimit) {
        limit = newLimit;
        return this;
    }

    /** Makes a folder with the tools that every system has, and some more. */
    static Path tools(Path folder, String... more) throws IOException {
        Files.createDirectories(folder);
        for (String tool : Stream.concat(NEEDED.stream(), Stream.of(more)).toList()) {
            Files.createSymbolicLink(folder.resolve(tool), tool.equals("java") ? java() : find(tool));
        }
        return folder;
    }

    private static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    private static Path find(String tool) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + tool + " on the PATH"));
    }

    Result run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(file.toString()));
        command.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile("script", ".out");
            Path errors = Files.createTempFile("script", ".err");
            ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().putAll(environment);
            folder.ifPresent(path -> builder.directory(path.toFile()));
            Process process = builder.start();
            try (OutputStream keys = process.getOutputStream()) {
                keys.write(input.getBytes(UTF_8));
            }
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            Result result = new Result(ended ? process.exitValue() : -1, Files.readString(output, UTF_8),
                    Files.readString(errors, UTF_8));
            Files.delete(output);
            Files.delete(errors);
            if (!ended) {
                throw new IllegalStateException(command + " has not ended within " + limit + ": " + result);
            }
            return result;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + command, hurried);
        }
    }
}
