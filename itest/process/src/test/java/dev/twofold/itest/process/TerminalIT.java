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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
        String command = "stty cols 120 rows 40; exec " + Runtimes.script() + " --no-build --home " + runtimes.home();
        ProcessBuilder script = new ProcessBuilder("script", "-qec", command, "/dev/null").redirectErrorStream(true)
                .redirectOutput(output.toFile());
        script.environment().put("SHELL", "/bin/sh"); // and not whatever the developer uses
        Process terminal = script.start();
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
