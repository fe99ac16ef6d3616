/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.docs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A shell that lines are typed into. It ends with the first command that fails, or when its time is over. */
final class Terminal implements AutoCloseable {

    private final Process shell;
    private final BufferedReader output;
    private final Path errors;
    private int typed;

    Terminal(Path folder, Map<String, String> environment, Duration limit) {
        ProcessBuilder builder = new ProcessBuilder("sh", "-e").directory(folder.toFile());
        builder.environment().putAll(environment);
        try {
            // Java and Maven may warn there of each other.
            errors = Files.createTempFile("terminal", ".err");
            builder.redirectError(errors.toFile());
            shell = builder.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        shell.onExit().orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).exceptionally(late -> {
            close();
            return shell;
        });
        output = shell.inputReader(StandardCharsets.UTF_8);
    }

    /** Types lines and waits for what they print; warnings on the error stream are left out. */
    String run(String lines) {
        String mark = "typed-" + ++typed;
        StringBuilder printed = new StringBuilder();
        try {
            shell.getOutputStream().write((lines + "\necho " + mark + "\n").getBytes(StandardCharsets.UTF_8));
            shell.getOutputStream().flush();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.equals(mark)) {
                    return printed.toString();
                }
                printed.append(line).append('\n');
            }
            printed.append(Files.readString(errors));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        throw new AssertionError("the shell has ended at:\n" + lines + "\nand has printed:\n" + printed);
    }

    @Override
    public void close() {
        shell.descendants().forEach(ProcessHandle::destroyForcibly);
        shell.destroyForcibly();
        try {
            Files.deleteIfExists(errors);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
