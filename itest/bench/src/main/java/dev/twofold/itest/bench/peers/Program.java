/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that measures and prints {@code name: value unit}, perhaps with its own name in front.
 *
 * @param name whose figures these are
 * @param commands what to run, one after the other
 * @param settings variables that are added to the environment
 */
record Program(String name, List<List<String>> commands, Map<String, String> settings) {

    private static final Pattern LINE = Pattern.compile("(?:[^#\\s]\\S* )?([a-z]\\S*): (-?[0-9.]+) (\\S+)");
    private static final long LIMIT_MINUTES = 60;

    /**
     * A value as it was printed.
     *
     * @param number the value
     * @param unit its unit
     */
    record Value(double number, String unit) {
    }

    /**
     * Runs the program to its end.
     *
     * @return the figures by name
     * @throws IOException if it cannot be run, fails or does not end
     */
    Map<String, Value> run() throws IOException, InterruptedException {
        Map<String, Value> figures = new TreeMap<>();
        for (List<String> command : commands) {
            Path output = Files.createTempFile("bench", ".txt");
            try {
                run(command, output);
                Files.readAllLines(output).forEach(line -> read(line, figures));
            } finally {
                Files.delete(output);
            }
        }
        return figures;
    }

    private void run(List<String> command, Path output) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(settings);
        Process process = builder.start();
        try {
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                throw new IOException("it has not ended after " + LIMIT_MINUTES + " minutes");
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
        if (process.exitValue() != 0) {
            throw new IOException("it has ended with status " + process.exitValue());
        }
    }

    static void read(String line, Map<String, Value> figures) {
        Matcher matcher = LINE.matcher(line);
        if (matcher.matches()) {
            figures.put(matcher.group(1), new Value(Double.parseDouble(matcher.group(2)), matcher.group(3)));
        }
    }
}
