/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.module.Refusal;
import dev.twofold.module.RevisionInfo;
import dev.twofold.module.SwapReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleCommandsTest {

    private final FakeManager manager = new FakeManager();
    private Shell shell;

    @BeforeEach
    void open() {
        manager.modules.addAll(List.of(Samples.COUNTER, Samples.METER));
        shell = new Shell(manager, new FakeServers());
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void listsBothRevisionsOfEachModule() throws Exception {
        assertThat(shell.show("module:list")).isEqualTo("""
                module   slot     version  hash          bundle  state     servers
                counter  current  1.1.0    0123456789ab      23  ACTIVE          1
                counter  old      1.0.0    0123456789ab       9  RESOLVED        0
                meter    current  1.0.0    0123456789ab     117  ACTIVE       2000""");
    }

    @Test
    void givesScriptsTheRevisions() throws Exception {
        assertThat(shell.run("module:list")).isInstanceOf(List.class)
                .asInstanceOf(InstanceOfAssertFactories.list(RevisionInfo.class))
                .containsExactly(Samples.COUNTER_1_1, Samples.COUNTER_1_0, Samples.METER_1_0);
    }

    @Test
    void listsRefusalsBelowTheRevisions() throws Exception {
        Instant time = Instant.parse("2026-03-01T12:00:00Z");
        manager.refusals.add(new Refusal("counter-2.1.0.jar", time, "codeChange failed:\n  no such field\n"));
        assertThat(shell.show("module:list").lines()).hasSize(7).last().asString()
                .isEqualTo("counter-2.1.0.jar  " + Texts.time(time) + "  codeChange failed:; no such field");
    }

    @Test
    void tellsWhatToDoWhenThereIsNothing() throws Exception {
        manager.modules.clear();
        assertThat(shell.show("module:list")).contains("there are no modules yet", "deploy folder", "module:load");
    }

    @Test
    void showsRefusalsAlsoWhenThereIsNoModule() throws Exception {
        manager.modules.clear();
        manager.refusals.add(new Refusal("broken.jar", Instant.EPOCH, "not a jar"));
        assertThat(shell.show("module:list")).contains("there are no modules yet", "broken.jar", "not a jar");
    }

    @Test
    void showsAModuleWithItsLastReport() throws Exception {
        assertThat(shell.show("module:info counter")).isEqualTo("""
                counter
                  current   1.1.0 (0123456789ab), bundle 23 ACTIVE, 1 server
                  old       1.0.0 (0123456789ab), bundle 9 RESOLVED, 0 servers
                  last      counter UPGRADED 1.0.0 -> 1.1.0
                  at        %s
                  servers   1 changed, calls held back for 2.0 ms
                  took      31.3 ms
                    check               1.3 ms
                    gate               30.0 ms""".formatted(Texts.time(Samples.UPGRADED.started())));
    }

    @Test
    void showsWhyTheLastOperationWasRefused() {
        assertThat(Texts.block(Samples.REFUSED)).startsWith("counter REFUSED 1.0.0 -> 1.1.0\n")
                .contains("  reason    codeChange failed:\n            no such field\n");
    }

    @Test
    void showsAModuleThatNothingWasDoneWith() throws Exception {
        assertThat(shell.show("module:info meter")).contains("old       none", "nothing was done yet");
    }

    @Test
    void suggestsANameThatThereIs() {
        assertThatThrownBy(() -> shell.run("module:info conter")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no module 'conter'; there are: counter, meter. Did you mean counter?");
        assertThatThrownBy(() -> shell.run("module:rollback conter")).hasMessageContaining("Did you mean counter?");
        assertThatThrownBy(() -> shell.run("module:purge x")).hasMessageEndingWith("there are: counter, meter.");
        assertThat(manager.calls).isEmpty();
    }

    @Test
    void goesBackAndPurges() throws Exception {
        assertThat(shell.show("module:rollback counter")).startsWith("counter ROLLED_BACK 1.0.0 -> 1.1.0\n");
        assertThat(shell.show("module:purge -t 30 counter")).startsWith("counter PURGED");
        assertThat(manager.calls).containsExactly("rollback counter", "purge counter");
    }

    @Test
    void givesScriptsTheReport() throws Exception {
        assertThat(shell.run("module:rollback counter")).isInstanceOf(SwapReport.class);
        assertThat(shell.run("(module:rollback counter) refused")).isEqualTo(false);
        assertThat(shell.run("(module:list) size")).isEqualTo(3);
        assertThat(shell.run("((module:list) get 0) bundleId")).isEqualTo(23L);
    }

    @Test
    void loadsAJar(@TempDir Path folder) throws Exception {
        Path jar = Files.createFile(folder.resolve("counter.jar"));
        assertThat(shell.show("module:load " + jar)).startsWith("counter LOADED");
        assertThat(manager.calls).containsExactly("load " + jar);
    }

    @Test
    void refusesAPathWithoutAFile() {
        assertThatThrownBy(() -> shell.run("module:load nowhere.jar")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no file ").hasMessageEndingWith("nowhere.jar");
    }

    @Test
    void doesNotWaitForEver() {
        manager.silent = true;
        assertThatThrownBy(() -> shell.run("module:rollback -t 0 counter")).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("it goes on");
    }
}
