/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.runtime.demo;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A runtime that was started by {@code runtime/run}, with its shell on two pipes. Everything that waits has a deadline and
 * fails with {@link RuntimeFailedException} after it. For one thread at a time.
 */
public final class RuntimeProcess implements AutoCloseable {

    /** How long the runtime may take to start, to answer or to stop: patient enough for a busy machine. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Pattern PROMPTS = Pattern.compile("^(g! )+");
    private static final int TAIL = 60;

    private final Process process;
    private final Path home;
    private final BufferedWriter input;
    private final BlockingQueue<Optional<String>> output = new LinkedBlockingQueue<>();
    private String greeting = "";
    private int asked;

    private RuntimeProcess(Process process, Path home) {
        this.process = process;
        this.home = home;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
    }

    /**
     * Starts the runtime and waits until its shell answers.
     *
     * @param script the {@code runtime/run} to start it with
     * @param home the platform's folder, which need not be there
     * @return the running runtime
     * @throws RuntimeFailedException if it does not start
     */
    public static RuntimeProcess start(Path script, Path home) {
        RuntimeProcess runtime = launch(script, home);
        try {
            runtime.awaitCommands();
            return runtime;
        } catch (RuntimeFailedException failure) {
            String diagnosis = runtime.diagnosis();
            runtime.kill();
            throw new RuntimeFailedException(
                    "the runtime did not start: " + failure.getMessage() + "\n" + diagnosis, failure);
        }
    }

    private static RuntimeProcess launch(Path script, Path home) {
        try {
            Files.createDirectories(home.resolve("log"));
            ProcessBuilder builder = new ProcessBuilder(script.toString(), "--no-build", "--home", home.toString());
            builder.redirectError(ProcessBuilder.Redirect.appendTo(errors(home).toFile()));
            RuntimeProcess runtime = new RuntimeProcess(builder.start(), home.toRealPath());
            Thread reader = new Thread(runtime::read, "runtime-output");
            reader.setDaemon(true);
            reader.start();
            return runtime;
        } catch (IOException failure) {
            throw new RuntimeFailedException("cannot start " + script, failure);
        }
    }

    /** The prompt may be there before the commands are: components follow when they are satisfied. */
    private void awaitCommands() {
        greeting = run("");
        awaitCommand("module:list");
    }

    /**
     * Waits until the shell knows a command.
     *
     * @param command a command that may be run any number of times
     * @throws RuntimeFailedException if it does not come
     */
    public void awaitCommand(String command) {
        Await.until("the command " + command, PATIENCE, () -> !run(command).matches(
                "(?s).*(CommandNotFoundException|no command ').*"));
    }

    /**
     * The platform's folder.
     *
     * @return an absolute path
     */
    public Path home() {
        return home;
    }

    /**
     * The folder that jars are dropped into.
     *
     * @return an absolute path
     */
    public Path deploy() {
        return home.resolve("deploy");
    }

    /**
     * What was printed before the first prompt.
     *
     * @return one line or several
     */
    public String greeting() {
        return greeting;
    }

    /**
     * The process, to be stopped by other means than the shell.
     *
     * @return the process of the runtime itself, because the script has become it
     */
    public ProcessHandle process() {
        return process.toHandle();
    }

    /**
     * Types a command into the shell and waits for all that it prints.
     *
     * @param command one line
     * @return the lines that it printed; empty if there were none
     * @throws RuntimeFailedException if the shell does not answer in time or has gone
     */
    public String run(String command) {
        // The shell does one line after the other, so what comes before this mark is the answer.
        String mark = "answered-" + ++asked;
        type(command + "\necho " + mark);
        StringBuilder answer = new StringBuilder();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (answer.indexOf(mark) < 0) {
            Optional<String> line = nextLine(deadline);
            if (line.isEmpty()) {
                throw new RuntimeFailedException(
                        "the shell was asked '" + command + "' and has said no more than this: " + answer);
            }
            answer.append(PROMPTS.matcher(line.get()).replaceFirst("")).append('\n');
        }
        return answer.substring(0, answer.indexOf(mark)).strip();
    }

    /**
     * Types lines into the shell and does not wait.
     *
     * @param lines one line or several
     * @throws RuntimeFailedException if the shell has gone
     */
    public void type(String lines) {
        try {
            input.write(lines + "\n");
            input.flush();
        } catch (IOException failure) {
            throw new RuntimeFailedException("the shell has gone before '" + lines + "'", failure);
        }
    }

    /** The next line of output; none if the process has ended or the deadline has passed. */
    private Optional<String> nextLine(long deadline) {
        try {
            Optional<String> line = output.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            return line == null ? Optional.empty() : line;
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            throw new RuntimeFailedException("interrupted while waiting for the shell");
        }
    }

    /** Runs in a thread of its own, because a pipe cannot be read with a deadline. */
    private void read() {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.add(Optional.of(line));
            }
        } catch (IOException closed) {
            output.add(Optional.of("(" + closed.getMessage() + ")"));
        } finally {
            output.add(Optional.empty());
        }
    }

    /**
     * Drops a jar into the folder as the manual says: copied under a temporary name, then renamed.
     *
     * @param jar the file
     */
    public void drop(Path jar) {
        drop(jar, jar.getFileName().toString());
    }

    /**
     * The same under another name.
     *
     * @param jar the file
     * @param name its name in the folder
     */
    public void drop(Path jar, String name) {
        Path part = deploy().resolve(name + ".part");
        try {
            Files.copy(jar, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, deploy().resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new RuntimeFailedException("cannot drop " + jar, failure);
        }
    }

    /**
     * The log so far.
     *
     * @return the whole file, empty if there is none yet
     */
    public String log() {
        return text(home.resolve("log/twofold.log"));
    }

    /**
     * What helps to find out why something failed.
     *
     * @return the end of the log and of what was printed
     */
    public String diagnosis() {
        List<String> unread = new ArrayList<>();
        output.stream().flatMap(Optional::stream).forEach(unread::add);
        return "--- log/twofold.log\n" + tail(log()) + "\n--- error stream\n" + tail(text(errors(home)))
                + "\n--- unread output\n" + tail(String.join("\n", unread));
    }

    private static Path errors(Path home) {
        return home.resolve("log/stderr.txt");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException none) {
            return "";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String tail(String text) {
        List<String> lines = text.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    }

    /** Ends the process as {@code kill -9} does, and waits for its end. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /**
     * Types Ctrl-D and waits for the end of the process.
     *
     * @return the exit status
     */
    public int stop() {
        try {
            input.close();
        } catch (IOException gone) {
            // There is nobody to stop; the exit status tells why.
            return awaitEnd();
        }
        return awaitEnd();
    }

    /**
     * Waits for the end of the process.
     *
     * @return the exit status
     */
    public int awaitEnd() {
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new RuntimeFailedException("the runtime has not ended within " + PATIENCE.toSeconds() + " s");
            }
            return process.exitValue();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            throw new RuntimeFailedException("interrupted while waiting for the runtime to end");
        }
    }

    /** Stops the runtime, by force if it does not want to. */
    @Override
    public void close() {
        try {
            if (process.isAlive()) {
                stop();
            }
        } finally {
            process.destroyForcibly();
        }
    }
}
