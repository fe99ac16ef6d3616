/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.runtime.demo.Await;
import dev.twofold.runtime.demo.RuntimeProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The shell on a terminal. */
class TerminalIT {

    @RegisterExtension
    final Runtimes runtimes = new Runtimes();

    @Test
    void goesOnAfterCtrlC() throws Exception {
        try (Terminal terminal = start()) {
            terminal.awaitPrompt();
            terminal.typeAndSee("half");
            terminal.interrupt();
            terminal.type("x = here; echo still $x\n");
            terminal.awaitText("still here");
            terminal.type("x = sleep; echo will $x; sleep 60000\n");
            terminal.awaitText("will sleep");
            terminal.interrupt();
            terminal.type("x = again; echo back $x\n");
            terminal.awaitText("back again");
            terminal.type("exit\n");
            assertThat(terminal.status()).isZero();
        }
    }

    @Test
    void completesNamesAndMessages() throws Exception {
        Path deploy = Files.createDirectories(runtimes.home().resolve("deploy"));
        for (Path jar : List.of(Runtimes.sample("counter-api.jar"), CounterModule.jar("1.0.0"))) {
            Files.copy(jar, deploy.resolve(jar.getFileName()));
        }
        try (Terminal terminal = start()) {
            terminal.awaitPrompt();
            Await.until("the module", RuntimeProcess.PATIENCE, () -> {
                terminal.enter("module:list");
                return terminal.output().contains(" ACTIVE ");
            });
            terminal.enter("module:running cou\t");
            terminal.awaitText("slot");
            terminal.enter("server:call counter Incr\t 4710");
            terminal.enter("server:call counter Incr\t 1");
            terminal.awaitText("4711");

            terminal.type("exit\n");
            assertThat(terminal.status()).isZero();
            assertThat(terminal.output()).doesNotContain("no module 'cou'", "no message 'Incr'");
        }
    }

    private Terminal start() {
        return Terminal.run("--no-build --home " + runtimes.home());
    }
}
