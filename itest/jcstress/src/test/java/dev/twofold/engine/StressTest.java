/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.Main;

/** A few of the tests for a moment: they can be run. What they are for is done by the program "run". */
class StressTest {

    private static final String SOME = "PushAgainstPoll|SuspendAgainstSend|MonitorAgainstEnd";
    /** Every JVM touches all of its heap when it starts, and jcstress first tries its options out in 20 JVMs. */
    private static final String HEAP_MB = "64";
    private static final int LIMIT_SECONDS = 180;

    @Test
    void findsNothingInAMoment(@TempDir Path folder) throws Exception {
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path"), Main.class.getName(), "-t", SOME, "-m", "quick", "-sc",
                "false", "-iters", "1", "-time", "50", "-hs", HEAP_MB, "-jvmArgs",
                "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"))
                .directory(folder.toFile()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as("in time: " + Files.readString(output))
                    .isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertThat(output).content().contains("Failed tests: No matches.", "Error tests: No matches.");
        assertThat(process.exitValue()).isZero();
    }
}
