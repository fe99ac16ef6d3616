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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code runtime/run} itself: what it prints, what it refuses, and how it ends. */
class ScriptIT {

    @RegisterExtension
    final Runtimes runtimes = new Runtimes();

    @TempDir
    Path folder;

    @Test
    void printsItsFoldersAndNothingElseBeforeThePrompt() throws IOException {
        RuntimeProcess runtime = runtimes.start();

        Path home = runtime.home();
        assertThat(runtime.greeting().lines()).anyMatch(line -> line.endsWith(home.toString()));
        for (String name : List.of("deploy", "conf", "data", "log")) {
            assertThat(home.resolve(name)).isDirectory();
            assertThat(runtime.greeting()).contains(home.resolve(name).toString());
        }
        assertThat(home.resolve("log/stderr.txt")).isEmptyFile();
        assertThat(runtime.log()).isNotEmpty();
    }

    @Test
    void hasItsDocumentationBesideIt() throws IOException {
        Path runtime = Runtimes.script().getParent();
        for (String page : List.of("tutorial.md", "how-to.md", "reference.md", "explanation.md", "errors.md")) {
            assertThat(runtime.resolve("standalone/target/twofold/docs").resolve(page)).hasSameTextualContentAs(runtime
                    .resolve("docs").resolve(page));
        }
    }

    @Test
    void endsWithStatusZeroOnCtrlD() {
        assertThat(runtimes.start().stop()).isZero();
    }

    @Test
    void endsWithStatusZeroOnSigterm() {
        RuntimeProcess runtime = runtimes.start();

        runtime.process().destroy();

        assertThat(runtime.awaitEnd()).isZero();
    }

    @Test
    void endsWithStatusZeroOnExit() {
        RuntimeProcess runtime = runtimes.start();

        runtime.type("exit");

        assertThat(runtime.awaitEnd()).isZero();
    }

    @Test
    void leavesNoneOfItsTemporaryJarsBehind() {
        RuntimeProcess runtime = runtimes.start();
        Path temporary = runtime.home().resolve("data/tmp");
        assertThat(temporary).isDirectoryContaining("glob:**.jar");

        assertThat(runtime.stop()).isZero();

        assertThat(temporary).isDirectoryNotContaining("glob:**.jar");
    }

    @Test
    void runsWithoutAShellUntilItIsTerminated() throws Exception {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(Runtimes.script().toString(), "--no-build", "--no-shell", "--home",
                runtimes.home().toString()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            process.getOutputStream().close();
            Path log = runtimes.home().resolve("log/twofold.log");
            Await.until("the hot-deploy folder", RuntimeProcess.PATIENCE,
                    () -> Files.exists(log) && contentOf(log.toFile()).contains("hot-deploy folder"));
            assertThat(process.isAlive()).isTrue();

            process.destroy();

            assertThat(process.waitFor(RuntimeProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(output).content().contains(runtimes.home().toString()).doesNotContain("g!",
                    "Exception");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void refusesASecondStartOnTheSameFolderAndNotAfterAKill() {
        RuntimeProcess first = runtimes.start();

        Script.Result second = Script.of(Runtimes.script()).run("--no-build", "--home", first.home().toString());
        assertThat(second.status()).isEqualTo(1);
        assertThat(second.errors()).contains("runs on " + first.home() + " already (process " + first.process().pid());

        first.kill();
        runtimes.start();
    }

    @Test
    void refusesASecondStartAlsoWithoutFlock() throws IOException {
        RuntimeProcess first = runtimes.start();

        Script.Result second = Script.of(Runtimes.script())
                .path(Script.tools(folder.resolve("bin"), "java", "ps"))
                .run("--no-build", "--home", first.home().toString());
        assertThat(second.status()).isEqualTo(1);
        assertThat(second.errors()).contains("already (process " + first.process().pid());
    }

    @Test
    void keepsASettingThatTheUserHasChanged() throws IOException {
        runtimes.configure("org.ops4j.pax.logging.cfg", "# mine",
                "org.ops4j.pax.logging.logback.config.file = conf/logback.xml");

        runtimes.start();

        assertThat(runtimes.home().resolve("conf/org.ops4j.pax.logging.cfg")).content().startsWith("# mine");
        assertThat(runtimes.home().resolve("conf/logback.xml")).exists();
    }

    @Test
    void worksInAFolderWithSpacesInItsName() throws IOException {
        Path home = Files.createDirectories(runtimes.home().resolve("a folder of mine"));

        try (RuntimeProcess runtime = RuntimeProcess.start(Runtimes.script(), home)) {
            assertThat(runtime.home()).isEqualTo(home);
        }
    }

    @Test
    void explainsItself() {
        Script.Result help = Script.of(Runtimes.script()).run("--help");

        assertThat(help.status()).isZero();
        assertThat(help.output()).contains("Usage: runtime/run", "runtime/run demo", "--home", "JAVA_OPTS");
    }

    @Test
    void namesAnArgumentThatItDoesNotKnow() {
        Script.Result result = Script.of(Runtimes.script()).run("--hmoe", "x");

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.errors()).contains("unknown argument '--hmoe'");
    }

    @Test
    void saysThatThereIsNoJava() throws IOException {
        Script.Result result = Script.of(Runtimes.script()).path(Script.tools(folder.resolve("bin"))).run("--no-build");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.errors()).contains("no java on the PATH", "17 or newer");
    }

    @Test
    void saysThatJavaHomeIsWrong() {
        Script.Result result = Script.of(Runtimes.script()).with("JAVA_HOME", folder.toString()).run("--no-build");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.errors()).contains("JAVA_HOME is " + folder);
    }

    @Test
    void saysThatJavaIsTooOld() throws IOException {
        for (String version : List.of("11.0.22", "1.8.0_412")) {
            Path java = Files.createDirectories(folder.resolve(version).resolve("bin")).resolve("java");
            Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"" + version + "\" 2024-01-16' >&2\n");
            assertThat(java.toFile().setExecutable(true)).isTrue();

            Script.Result result = Script.of(Runtimes.script())
                    .with("JAVA_HOME", folder.resolve(version).toString())
                    .run("--no-build");

            assertThat(result.status()).isEqualTo(1);
            assertThat(result.errors()).contains("is Java " + version + "; Twofold needs 17 or newer");
        }
    }

    @Test
    void saysThatMavenIsMissingWhenThereIsSomethingToBuild() throws IOException {
        Path checkout = Files.createDirectories(folder.resolve("checkout/runtime"));
        Path script = Files.copy(Runtimes.script(), checkout.resolve("run"));

        Script.Result result = Script.of(script).path(Script.tools(folder.resolve("bin"), "java")).run();

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.errors()).contains("no mvn on the PATH", "Maven 3.8");
    }
}
