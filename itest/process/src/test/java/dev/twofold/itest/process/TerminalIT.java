/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.runtime.demo.Await;
import dev.twofold.runtime.demo.RuntimeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

    /** Gogo alone would take such a line for the end of the input, and stop the platform. */
    @Test
    void tellsWhatIsWrongWithALineAndGoesOn() throws Exception {
        try (Terminal terminal = start()) {
            terminal.awaitPrompt();
            terminal.enter("echo ]");
            terminal.awaitText("unexpected token ']'");
            terminal.enter("a = [\nb | c");
            terminal.awaitText("unexpected token '|' while looking for array key");
            terminal.enter("; ");
            terminal.type("x = here; echo still $x\n");
            terminal.awaitText("still here");
            terminal.type("exit\n");
            assertThat(terminal.status()).isZero();
        }
    }

    @Test
    void completesNamesAndMessages() throws Exception {
        try (Terminal terminal = startWithCounter()) {
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

    /** Each word is one that may stand there, so that its beginning is enough. */
    @Test
    void completesWhatMayStandThereAndDoesSoAfterARestartOfItsBundle() throws Exception {
        try (Terminal terminal = startWithCounter()) {
            terminal.enter("server:list --revision c\t --sort n\t");
            terminal.enter("module:rollback --strategy d\t c\t");
            terminal.awaitText("counter REFUSED");
            terminal.enter("help module:roll\t");
            terminal.awaitText("module:rollback - ");

            terminal.enter(
                    "each ($.context bundles) { if { ($it symbolicName) equals dev.twofold.shell } { $it stop; $it start } }");
            terminal.enter("server:state c\t");
            terminal.awaitText("CounterState[count=0]");
            terminal.type("exit\n");
            assertThat(terminal.status()).isZero();
            assertThat(terminal.output()).doesNotContain("no revision that", "no order", "no strategy", "no module '",
                    "no command", "no server '");
        }
    }

    @Test
    void watchesModulesUntilCtrlC() throws Exception {
        try (Terminal terminal = startWithCounter()) {
            terminal.type("module:watch\n");
            terminal.awaitText("\033[H");

            deploy(CounterModule.jar("1.1.0"));

            terminal.awaitText("counter UPGRADED 1.0.0 -> 1.1.0, 1 server");
            assertGoesOnAfterCtrlC(terminal);
        }
    }

    @Test
    void showsTheBusiestServersUntilCtrlC() throws Exception {
        try (Terminal terminal = startWithCounter()) {
            terminal.type("server:top --module counter\n");
            terminal.awaitText("per second");
            terminal.awaitText("0%"); // from the second look on
            assertGoesOnAfterCtrlC(terminal);
        }
    }

    @Test
    void showsHowALongOperationGetsOnAndEndsItAsAWholeAfterCtrlC() throws Exception {
        Path slow = runtimes.home().resolve("slow.jar");
        Variant.of(CounterModule.jar("1.0.0")).version("1.0.1").text(
                "OSGI-INF/dev.twofold.samples.counter.CounterServer.xml",
                xml -> xml.replace("<implementation",
                        "<reference name=\"nothing\" interface=\"java.util.Comparator\"/><implementation"))
                .write(slow);
        try (Terminal terminal = startWithCounter()) {
            terminal.enter("server:call counter Increment 4711");
            terminal.type("module:load " + slow + "\n");
            terminal.awaitText("counter: load, ");
            terminal.interrupt();
            terminal.awaitText("not waited for any longer: it goes on");

            Await.until("the end of the operation", RuntimeProcess.PATIENCE, () -> {
                terminal.enter("module:history counter");
                return terminal.output().contains("it is not complete after ");
            });
            terminal.enter("server:state counter");
            terminal.awaitText("CounterState[count=4711]");
            terminal.type("exit\n");
            assertThat(terminal.status()).isZero();
        }
    }

    private static void assertGoesOnAfterCtrlC(Terminal terminal) throws InterruptedException {
        terminal.interrupt();
        terminal.type("x = here; echo still $x\n");
        terminal.awaitText("still here");
        terminal.type("exit\n");
        assertThat(terminal.status()).isZero();
    }

    private Terminal startWithCounter() throws IOException {
        deploy(Runtimes.sample("counter-api.jar"));
        deploy(CounterModule.jar("1.0.0"));
        Terminal terminal = start();
        terminal.awaitPrompt();
        Await.until("the module", RuntimeProcess.PATIENCE, () -> {
            terminal.enter("module:list");
            return terminal.output().contains(" ACTIVE ");
        });
        return terminal;
    }

    private void deploy(Path jar) throws IOException {
        Path folder = Files.createDirectories(runtimes.home().resolve("deploy"));
        Path part = Files.copy(jar, folder.resolve(".part"));
        Files.move(part, folder.resolve(jar.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }

    private Terminal start() {
        return Terminal.run("--no-build --home " + runtimes.home());
    }
}
