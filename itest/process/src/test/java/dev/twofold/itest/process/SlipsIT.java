/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.runtime.demo.RuntimeProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Slips in files of the folder {@code conf}: they are told, and take nothing away. */
class SlipsIT {

    @RegisterExtension
    final Runtimes runtimes = new Runtimes();

    @Test
    void tellsSlipsAndGoesOn() {
        runtimes.configure("twofold.manager.cfg", "gate.limit.ms = soon", "max.jar.bytes = 1 GB");
        runtimes.configure("twofold.deploy.cfg", "poll.ms = 1s", "period.ms = 400", "downgrade = ask", "pol.ms = 100");
        runtimes.configure("twofold.module-counter.cfg", "gate.limit.ms = 3s", "strategy = Rolling", "upgrade = later");
        runtimes.configure("twofold.modul-meter.cfg", "upgrade = load");
        RuntimeProcess runtime = runtimes.start();

        CounterModule counter = CounterModule.deploy(runtime);
        counter.increment(3);
        counter.drop("1.1.0");
        counter.await("1.1.0", "1.0.0");
        counter.assertCount(3);

        assertThat(runtime.run("module:info counter")).contains("strategy rolling", "gate 1000.0 ms");
        assertThat(runtime.run("twofold:status").lines().map(String::strip)).contains(
                "configuration twofold.manager.cfg: gate.limit.ms = soon cannot be used (a whole number), and counts as left out",
                "configuration twofold.deploy.cfg: poll.ms = 1s cannot be used (a whole number), and counts as left out",
                "configuration twofold.deploy.cfg: downgrade = ask cannot be used (one of refuse, load), and counts as left out",
                "configuration twofold.module-counter.cfg: gate.limit.ms = 3s cannot be used (a whole number), and counts as left out",
                "configuration twofold.module-counter.cfg: upgrade = later cannot be used (one of auto, load), and counts as left out")
                .anyMatch(line -> line.startsWith(
                        "configuration twofold.deploy.cfg: nothing reads the key pol.ms; there are ")
                        && line.contains("poll.ms"))
                .anyMatch(line -> line.startsWith("configuration twofold.modul-meter.cfg: nothing reads it; there are ")
                        && line.contains("twofold.module"));
    }
}
