/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import dev.twofold.runtime.demo.Await;
import dev.twofold.runtime.demo.RuntimeProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** {@code runtime/run} on a pseudo-terminal, which {@code script} provides. For one thread. */
final class Terminal implements AutoCloseable {

    private static final String CTRL_C = "\003";
    private static final String PROMPT = "g! ";

    private final Process process;
    private final Path output;
    private final OutputStream keys;

    private Terminal(Process process, Path output) {
        this.process = process;
        this.output = output;
        this.keys = process.getOutputStream();
    }

    /** Starts it with arguments for the shell, which are not quoted. */
    static Terminal run(String arguments) {
        return start("exec " + Runtimes.script() + " " + arguments);
    }

    /** Starts a line of a shell. */
    static Terminal start(String line) {
        try {
            Path output = Files.createTempFile("terminal", ".txt");
            ProcessBuilder script = new ProcessBuilder("script", "-qec", "stty cols 120 rows 40; " + line, "/dev/null")
                    .redirectErrorStream(true).redirectOutput(output.toFile());
            script.environment().put("SHELL", "/bin/sh"); // and not whatever the developer uses
            script.environment().put("TERM", "xterm");
            return new Terminal(script.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitPrompt() {
        awaitText(PROMPT);
    }

    /** Types keys and does not wait. */
    void type(String text) {
        try {
            keys.write(text.getBytes(StandardCharsets.UTF_8));
            keys.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Types keys and waits until something is seen of them: colours may stand between them. */
    void typeAndSee(String text) {
        int before = output().length();
        type(text);
        await("an echo", () -> output().length() > before);
    }

    /** Types a line and waits until the shell is ready for the next one. */
    void enter(String line) {
        int before = prompts();
        type(line + "\n");
        awaitPrompts(before);
    }

    /** What is typed before the next prompt would be lost: the terminal throws it away with the interrupted line. */
    void interrupt() {
        int before = prompts();
        type(CTRL_C);
        awaitPrompts(before);
    }

    private void awaitPrompts(int before) {
        await("another prompt", () -> prompts() > before);
    }

    void awaitText(String text) {
        await("the text '" + text + "'", () -> output().contains(text));
    }

    private void await(String what, BooleanSupplier condition) {
        try {
            Await.until(what, RuntimeProcess.PATIENCE, condition);
        } catch (RuntimeException e) {
            throw new IllegalStateException(e.getMessage() + ", but only: " + output(), e);
        }
    }

    private int prompts() {
        return output().split(PROMPT, -1).length - 1;
    }

    /** All that was on the screen so far. */
    String output() {
        return contentOf(output.toFile());
    }

    /** Waits for the end. */
    int status() throws InterruptedException {
        assertThat(process.waitFor(RuntimeProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(output()).isTrue();
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        keys.close();
        Files.delete(output);
    }
}
