/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.itest.docs.Page.Block;
import dev.twofold.runtime.demo.Await;
import dev.twofold.runtime.demo.RuntimeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped bundles on Equinox, started as the how-to says. */
class EquinoxIT {

    private static final Path SAMPLES = Page.root().resolve("runtime/demo/target/samples");

    @TempDir
    Path folder;

    @Test
    void upgradesRollsBackLetsGoAndRestarts() throws IOException {
        Path script = script();
        try (RuntimeProcess platform = RuntimeProcess.start(script, folder)) {
            platform.run("felix:install " + SAMPLES.resolve("counter-api.jar").toUri());
            assertThat(load(platform, "1.0.0")).startsWith("counter LOADED 1.0.0");
            assertThat(platform.run("server:call counter Increment 3")).isEqualTo("3");
            assertThat(load(platform, "1.1.0")).startsWith("counter UPGRADED 1.0.0 -> 1.1.0");
            assertThat(platform.run("server:state counter")).isEqualTo("CounterState[count=3, increments=0]");
            assertThat(platform.run("module:rollback counter")).startsWith("counter ROLLED_BACK 1.1.0 -> 1.0.0");
            assertThat(load(platform, "2.1.0")).contains("REFUSED");
            assertThat(load(platform, "2.2.0")).startsWith("counter UPGRADED 1.0.0 -> 2.2.0");
            assertThat(platform.run("module:purge counter")).contains("PURGED");
            Await.until("nothing of the old revisions", RuntimeProcess.PATIENCE, () -> {
                platform.run("system:gc");
                return platform.run("module:holders").startsWith("nothing is held");
            });
            assertThat(platform.run("twofold:version")).contains("org.eclipse.osgi");
            assertThat(platform.stop()).isZero();
        }
        try (RuntimeProcess platform = RuntimeProcess.start(script, folder)) {
            Await.until("the revision that was current", RuntimeProcess.PATIENCE, () -> platform.run("module:list")
                    .contains("current"));
            assertThat(platform.run("module:list")).containsPattern("counter +current +2\\.2\\.0 .* ACTIVE +1");
        }
    }

    private static String load(RuntimeProcess platform, String version) {
        return platform.run("module:load " + SAMPLES.resolve("counter-" + version + ".jar"));
    }

    /** What the user writes and types, as one script. */
    private Path script() throws IOException {
        Block block = Page.of("how-to.md").blocks().stream().filter(each -> each.file().equals(Optional.of(
                "equinox.sh")))
                .findFirst().orElseThrow();
        Files.writeString(folder.resolve("equinox.sh"), block.text() + "\n");
        Path script = folder.resolve("run");
        Files.write(script, List.of("#!/bin/sh", "cd '" + folder + "'",
                "export JAVA_HOME='" + System.getProperty("java.home") + "'",
                "export JAVA_OPTS=\"$JAVA_OPTS -Dorg.jline.terminal.dumb=true -Dgosh.args=--nohistory\"",
                "exec sh equinox.sh '" + Page.root().resolve("runtime/standalone/target/twofold/twofold.jar") + "' '"
                        + Path.of(System.getProperty("twofold.equinox")).toAbsolutePath() + "'"));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }
}
