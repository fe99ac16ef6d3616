/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.runtime.demo.Await;
import dev.twofold.runtime.demo.RuntimeProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code runtime/run shell}: a way in for those who do not have the prompt. */
class AttachIT {

    private static final String CTRL_D = "\004";

    @RegisterExtension
    final Runtimes runtimes = new Runtimes();

    @TempDir
    Path folder;

    private RuntimeProcess runtime;

    @BeforeEach
    void start() {
        runtime = runtimes.start();
    }

    @Test
    void executesCommandsAndTellsByTheStatusWhatBecameOfThem() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(runtime.home().resolve(
                "data/shell/socket")))).isEqualTo("rw-------");
        CounterModule.deploy(runtime);

        Script.Result list = shell("module:list");
        assertThat(list.status()).isZero();
        assertThat(list.output()).containsPattern("counter +current +1\\.0\\.0");
        assertThat(list.errors()).isEmpty();

        Script.Result unknown = shell("module:info", "conter");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.output()).isEmpty();
        assertThat(unknown.errors()).startsWith("no module 'conter'").contains("Did you mean counter?");

        // A path is one of the folder where the user is, and a word of the user's shell stays one.
        Files.copy(CounterModule.jar("2.1.0"), folder.resolve("my counter.jar"));
        Script.Result refused = shell("module:load", "my counter.jar");
        assertThat(refused.status()).isEqualTo(3);
        assertThat(refused.output()).contains("REFUSED");

        assertThat(shell("if { (module:load 'my counter.jar') refused } { echo asked }")).isEqualTo(new Script.Result(0,
                "asked\n", ""));

        Script.Result script = Script.of(Runtimes.script())
                .input("server:call counter Increment 3\nmodule:rollback counter\nserver:call counter Increment 4\n")
                .run("shell", "--home", runtime.home().toString());
        assertThat(script.status()).isEqualTo(3);
        assertThat(script.output().lines().findFirst()).contains("3");
        assertThat(runtime.run("server:call counter Get")).isEqualTo("3");
    }

    /** Felix has a command of that name, which stops the bundle of the module in place of its server. */
    @Test
    void takesAShortNameForTheSameCommandAsThePlatformsOwnPrompt() throws Exception {
        CounterModule.deploy(runtime);
        assertThat(runtime.run("type stop")).startsWith("stop is String server:stop(");
        assertThat(runtime.run("type info")).startsWith("info is ModuleInfo module:info(");

        assertThat(shell("type", "stop").output()).startsWith("stop is String server:stop(");
        assertThat(shell("type", "info").output()).startsWith("info is ModuleInfo module:info(");
        assertThat(shell("stop", "counter").output()).startsWith("counter has ended with the reason normal");
        try (Terminal terminal = Terminal.start(Runtimes.script() + " shell --home " + runtime.home())) {
            terminal.awaitPrompt();
            terminal.enter("type stop");
            terminal.awaitText("stop is String server:stop(");
            terminal.type("exit\n");
            assertThat(terminal.status()).isZero();
        }
        assertThat(runtime.run("module:list")).containsPattern("counter +current +1\\.0\\.0 .* ACTIVE");
    }

    @Test
    void explainsCommandsOfOthers() {
        assertThat(shell("help", "lb").output()).contains("lb - list all installed bundles", "-s, --symbolicname");
        assertThat(shell("help", "grep").output()).contains("grep -  search for PATTERN", "--invert-match");
        assertThat(shell("help grep | grep invert").output().lines()).hasSize(1);
        assertThat(runtime.run("help grep")).contains("grep -  search for PATTERN", "--invert-match");
        assertThat(shell("help", "lbb")).isEqualTo(new Script.Result(1, "",
                "no command 'lbb'. Did you mean felix:lb? help lists all\n"));
    }

    @Test
    void saysInALineWhatACommandWantsAsThePlatformsOwnPromptDoes() {
        String wants = "server:stop wants the name of the server; help server:stop explains it";
        assertThat(shell("stop")).isEqualTo(new Script.Result(1, "", wants + "\n"));
        assertThat(runtime.run("stop")).isEqualTo(wants);
        String tooMuch = "module:info has no use for 'b'; help module:info explains it";
        assertThat(shell("module:info", "a", "b")).isEqualTo(new Script.Result(1, "", tooMuch + "\n"));
        assertThat(runtime.run("module:info a b")).isEqualTo(tooMuch);
    }

    /** The shell itself shows what was thrown as Java does. */
    @Test
    void saysThatAtItsPromptWithoutTheNamesOfClasses() throws Exception {
        CounterModule.deploy(runtime);
        String other = "new takes other arguments: help new tells which";
        assertThat(shell("gogo:new")).isEqualTo(new Script.Result(1, "", other + "\n"));
        assertThat(shell("help", "new").output()).contains("new");
        try (Terminal terminal = Terminal.start(Runtimes.script() + " shell --home " + runtime.home())) {
            terminal.awaitPrompt();
            terminal.enter("gogo:new");
            terminal.awaitText(other);
            terminal.enter("module:load nowhere.jar");
            terminal.awaitText("no file ");
            terminal.enter("server:suspend counter");
            terminal.awaitText("is suspended");
            terminal.enter("server:call -t 1 counter Get");
            terminal.awaitText("did not answer within");
            terminal.type("exit\n");
            assertThat(terminal.status()).isZero();
            assertThat(terminal.output()).doesNotContain("Exception", "Cannot coerce");
        }
    }

    @Test
    void givesAPromptWithCompletionOnATerminal() throws Exception {
        CounterModule.deploy(runtime);

        try (Terminal terminal = Terminal.start(Runtimes.script() + " shell --home " + runtime.home()
                + "; echo status $?; stty -a")) {
            terminal.awaitPrompt();
            terminal.enter("module:info cou\t");
            terminal.awaitText("policy");
            terminal.type("x = sleep; echo will $x; sleep 60000\n");
            terminal.awaitText("will sleep");
            terminal.interrupt();
            terminal.enter("server:call counter Incr\t 4711");
            terminal.awaitText("4711");
            terminal.type("exit\n");
            terminal.awaitText("status 0");
            assertThat(terminal.status()).isZero();
            assertThat(terminal.output()).doesNotContain("no module 'cou'").containsPattern("[^-]icanon")
                    .containsPattern("[^-]echo ");
        }
        assertThat(runtime.run("echo alive")).isEqualTo("alive");
    }

    @Test
    void tellsAtItsPromptWhatIsWrongWithALineAndGoesOn() throws Exception {
        try (Terminal terminal = Terminal.start(Runtimes.script() + " shell --home " + runtime.home())) {
            terminal.awaitPrompt();
            terminal.enter("echo ]");
            terminal.awaitText("unexpected token ']'");
            terminal.enter("a = [\nb | c");
            terminal.awaitText("unexpected token '|' while looking for array key");
            terminal.enter("; ");
            terminal.type("x = here; echo still $x\n");
            terminal.awaitText("still here");
            terminal.type(CTRL_D);
            assertThat(terminal.status()).isZero();
            assertThat(terminal.output()).doesNotContain("SyntaxError");
        }
        assertThat(runtime.run("echo alive")).isEqualTo("alive");
    }

    @Test
    void saysThatNoPlatformRunsAndReplacesWhatAKilledOneHasLeft() throws IOException {
        runtime.kill();
        assertThat(runtime.home().resolve("data/shell/socket")).exists();
        Script.Result killed = shell("module:list");
        assertThat(killed.status()).isEqualTo(4);
        assertThat(killed.errors()).isEqualTo("runtime/run: no platform is running in " + runtime.home() + "\n");

        RuntimeProcess second = runtimes.start();
        assertThat(shell("echo", "back").output()).isEqualTo("back\n");
        assertThat(second.stop()).isZero();
        assertThat(runtime.home().resolve("data/shell/socket")).doesNotExist();

        Script.Result nowhere = Script.of(Runtimes.script()).run("shell", "--home", folder.resolve("none").toString());
        assertThat(nowhere.status()).isEqualTo(4);
        assertThat(nowhere.errors()).contains("no platform is running in " + folder.resolve("none"));
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void waitsForAPlatformThatHasNotComeAsFarAsItsLock() throws Exception {
        Path home = folder.resolve("new");
        Path looked = folder.resolve("looked");
        Path output = folder.resolve("output");
        Path cat = folder.resolve("cat");
        Files.writeString(cat, "#!/bin/sh\nPATH=$REST\ncat \"$@\"\nstatus=$?\n: > '" + looked + "'\nexit $status\n");
        assertThat(cat.toFile().setExecutable(true)).isTrue();
        ProcessBuilder builder = new ProcessBuilder(Runtimes.script().toString(), "shell", "--home", home.toString(),
                "echo", "up").redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("REST", System.getenv("PATH"));
        builder.environment().put("PATH", folder + File.pathSeparator + System.getenv("PATH"));

        Process shell = builder.start();
        try {
            Await.until("it has looked for the lock", RuntimeProcess.PATIENCE, () -> Files.exists(looked));
            try (RuntimeProcess started = RuntimeProcess.start(Runtimes.script(), home)) {
                assertThat(shell.waitFor(RuntimeProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
                assertThat(output).hasContent("up");
                assertThat(shell.exitValue()).isZero();
                assertThat(started.run("echo alive")).isEqualTo("alive");
            }
        } finally {
            shell.destroyForcibly();
        }
    }

    @Test
    void endsQuietlyWhenNobodyReadsWhatItPrints() {
        Script.Result result = Script.of(Path.of("/bin/sh")).run("-c", "{ " + Runtimes.script() + " shell --home "
                + runtime.home() + " help --all; echo $? >&2; } | :");
        assertThat(result.errors()).isEqualTo("141\n");
    }

    @Test
    void coloursForATerminalOnly() throws Exception {
        CounterModule.deploy(runtime);
        String matching = "\"module:list | grep current\"";
        String command = Runtimes.script() + " shell --home " + runtime.home() + " " + matching;

        assertThat(shell("module:list | grep current").output()).contains("counter").doesNotContain("\033");
        try (Terminal terminal = Terminal.start(command)) {
            assertThat(terminal.status()).isZero();
            assertThat(terminal.output()).containsPattern("\033\\[[0-9;]*31[0-9;]*mcurrent");
        }
        try (Terminal terminal = Terminal.start("NO_COLOR=1 " + command)) {
            assertThat(terminal.status()).isZero();
            assertThat(terminal.output()).contains("current").doesNotContainPattern("\033\\[[0-9;]*31[0-9;]*m");
        }
    }

    @Test
    void waitsForAPlatformThatHasJustBeenStarted() throws Exception {
        assertThat(runtime.stop()).isZero();
        Path gate = folder.resolve("gate");
        assertThat(new ProcessBuilder("mkfifo", gate.toString()).start().waitFor()).isZero();
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\n[ \"$1\" != -version ] || cat '" + gate + "'\nexec '" + Path.of(System
                .getProperty("java.home"), "bin", "java") + "' \"$@\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.deleteIfExists(runtime.home().resolve("data/lock"));
        ProcessBuilder starting = new ProcessBuilder(Runtimes.script().toString(), "--no-build", "--no-shell", "--home",
                runtime.home().toString()).redirectErrorStream(true).redirectOutput(folder.resolve("output").toFile());
        starting.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        Process process = starting.start();
        try {
            Await.until("the lock", RuntimeProcess.PATIENCE, () -> Files.exists(runtime.home().resolve("data/lock")));
            CompletableFuture<Script.Result> attached = CompletableFuture.supplyAsync(() -> shell("echo", "started"));
            Files.newOutputStream(gate).close();
            assertThat(attached.get(1, TimeUnit.MINUTES)).isEqualTo(new Script.Result(0, "started\n", ""));
        } finally {
            process.destroy();
            process.waitFor(1, TimeUnit.MINUTES);
        }
    }

    private Script.Result shell(String... command) {
        String[] arguments = new String[3 + command.length];
        arguments[0] = "shell";
        arguments[1] = "--home";
        arguments[2] = runtime.home().toString();
        System.arraycopy(command, 0, arguments, 3, command.length);
        return Script.of(Runtimes.script()).in(folder).run(arguments);
    }
}
