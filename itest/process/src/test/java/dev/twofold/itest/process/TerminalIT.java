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
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The shell on a terminal, which {@code script} provides. */
class TerminalIT {

    private static final String CTRL_C = "\003";
    private static final String PROMPT = "g! ";

    @RegisterExtension
    final Runtimes runtimes = new Runtimes();

    @TempDir
    Path folder;

    @Test
    void goesOnAfterCtrlC() throws Exception {
        Path output = folder.resolve("output");
        Process terminal = start(output);
        try (OutputStream keys = terminal.getOutputStream()) {
            awaitText(output, PROMPT);
            int before = contentOf(output.toFile()).length();
            type(keys, "half");
            Await.until("an echo", RuntimeProcess.PATIENCE, () -> contentOf(output.toFile()).length() > before);
            interrupt(keys, output);
            type(keys, "x = here; echo still $x\n");
            awaitText(output, "still here");
            type(keys, "x = sleep; echo will $x; sleep 60000\n");
            awaitText(output, "will sleep");
            interrupt(keys, output);
            type(keys, "x = again; echo back $x\n");
            awaitText(output, "back again");
            type(keys, "exit\n");
            assertThat(terminal.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(terminal.exitValue()).isZero();
        } finally {
            terminal.destroyForcibly();
        }
    }

    @Test
    void completesNamesAndMessages() throws Exception {
        Path deploy = Files.createDirectories(runtimes.home().resolve("deploy"));
        for (Path jar : List.of(Runtimes.sample("counter-api.jar"), CounterModule.jar("1.0.0"))) {
            Files.copy(jar, deploy.resolve(jar.getFileName()));
        }
        Path output = folder.resolve("output");
        Process terminal = start(output);
        try (OutputStream keys = terminal.getOutputStream()) {
            awaitText(output, PROMPT);
            Await.until("the module", RuntimeProcess.PATIENCE, () -> {
                enter(keys, output, "module:list");
                return contentOf(output.toFile()).contains(" ACTIVE ");
            });
            enter(keys, output, "module:running cou\t");
            awaitText(output, "slot");
            enter(keys, output, "server:call counter Incr\t 4710");
            enter(keys, output, "server:call counter Incr\t 1");
            awaitText(output, "4711");

            type(keys, "exit\n");
            assertThat(terminal.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            terminal.destroyForcibly();
        }
        assertThat(output).content().doesNotContain("no module 'cou'", "no message 'Incr'");
    }

    private Process start(Path output) throws IOException {
        String command = "stty cols 120 rows 40; exec " + Runtimes.script() + " --no-build --home " + runtimes.home();
        ProcessBuilder script = new ProcessBuilder("script", "-qec", command, "/dev/null").redirectErrorStream(true)
                .redirectOutput(output.toFile());
        script.environment().put("SHELL", "/bin/sh"); // and not whatever the developer uses
        return script.start();
    }

    /** Types a line and waits until the shell is ready for the next one. */
    private static void enter(OutputStream keys, Path output, String line) {
        int before = prompts(output);
        try {
            type(keys, line + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until("another prompt", RuntimeProcess.PATIENCE, () -> prompts(output) > before);
    }

    /** What is typed before the next prompt would be lost: the terminal throws it away with the interrupted line. */
    private static void interrupt(OutputStream keys, Path output) throws IOException {
        int before = prompts(output);
        type(keys, CTRL_C);
        Await.until("another prompt", RuntimeProcess.PATIENCE, () -> prompts(output) > before);
    }

    private static int prompts(Path output) {
        return contentOf(output.toFile()).split(PROMPT, -1).length - 1;
    }

    private static void type(OutputStream keys, String text) throws IOException {
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }

    private static void awaitText(Path output, String text) {
        Await.until("the text '" + text + "'", RuntimeProcess.PATIENCE, () -> contentOf(output.toFile()).contains(
                text));
    }
}
