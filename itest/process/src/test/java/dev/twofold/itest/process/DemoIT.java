/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code runtime/run demo}, as the README says it. */
class DemoIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    @Test
    void upgradesTheCounterUnderItsClientsAndLosesNoCall() {
        Script.Result demo = Script.of(Runtimes.script()).within(LIMIT).run("demo", "--no-build");

        assertThat(demo.status()).as(demo.output() + demo.errors()).isZero();
        assertThat(demo.errors()).isEmpty();
        assertThat(demo.output()).contains("Passed: no call failed, and every acknowledged increment is counted");
        List<List<String>> rows = rows(demo.output());
        assertThat(rows).extracting(row -> row.get(0)).containsExactly("drop 1.0.0", "drop 1.1.0", "drop 2.0.0",
                "drop 2.1.0, bad", "rollback", "drop 2.2.0");
        assertThat(rows).extracting(row -> row.get(1)).containsExactly("1.0.0", "1.1.0", "2.0.0", "2.0.0", "1.1.0",
                "2.2.0");
        assertThat(rows).extracting(row -> row.get(2)).allMatch(ok -> Long.parseLong(ok.replace(",", "")) > 0);
        assertThat(rows).extracting(row -> row.get(3)).containsOnly("0");
    }

    /** The cells of each row that begins a step. */
    private static List<List<String>> rows(String output) {
        return output.lines()
                .filter(line -> line.startsWith("drop ") || line.startsWith("rollback "))
                .map(line -> Stream.of(line.strip().split("\\s{2,}")).toList())
                .toList();
    }
}
