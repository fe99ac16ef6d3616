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
        runtimes.configure("twofold.manager.cfg", "gate.limit.ms = soon", "max.jar.bytes = 1 GB",
                "stop.limit.ms = 7000", "restarts.period.ms = 0", "complete.limit.ms = 31536000001");
        runtimes.configure("twofold.deploy.cfg", "poll.ms = 1s", "period.ms = 400", "downgrade = ask", "pol.ms = 100");
        runtimes.configure("twofold.module-counter.cfg", "gate.limit.ms = 3s", "strategy = Rolling", "upgrade = later",
                "stop.limit.ms = -1", "restarts = 2147483648");
        runtimes.configure("twofold.modul-meter.cfg", "upgrade = load");
        RuntimeProcess runtime = runtimes.start();

        CounterModule counter = CounterModule.deploy(runtime);
        counter.increment(3);
        counter.drop("1.1.0");
        counter.await("1.1.0", "1.0.0");
        counter.assertCount(3);

        assertThat(runtime.run("module:info counter")).contains("strategy rolling", "gate 1000.0 ms");
        assertThat(runtime.run("twofold:status").lines().map(String::strip)).contains(
                "configuration twofold.manager.cfg: gate.limit.ms = soon cannot be used (a whole number from 1 to 31536000000), and counts as left out: 1000 is used",
                "configuration twofold.manager.cfg: restarts.period.ms = 0 cannot be used (a whole number from 1 to 31536000000), and counts as left out: 5000 is used",
                "configuration twofold.manager.cfg: complete.limit.ms = 31536000001 cannot be used (a whole number from 1 to 31536000000), and counts as left out: 5000 is used",
                "configuration twofold.manager.cfg: max.jar.bytes = 1 GB cannot be used (a whole number from 1 to 9223372036854775807), and counts as left out: 268435456 is used",
                "configuration twofold.deploy.cfg: poll.ms = 1s cannot be used (a whole number from 1 to 31536000000), and counts as left out: 500 is used",
                "configuration twofold.deploy.cfg: downgrade = ask cannot be used (one of refuse, load), and counts as left out: refuse is used",
                "configuration twofold.module-counter.cfg: gate.limit.ms = 3s cannot be used (a whole number from 0 to 31536000000), and counts as left out: 1000 is used",
                "configuration twofold.module-counter.cfg: stop.limit.ms = -1 cannot be used (a whole number from 0 to 31536000000), and counts as left out: 7000 is used",
                "configuration twofold.module-counter.cfg: restarts = 2147483648 cannot be used (a whole number from -1 to 2147483647), and counts as left out: 1 is used",
                "configuration twofold.module-counter.cfg: upgrade = later cannot be used (one of auto, load), and counts as left out: auto is used")
                .anyMatch(line -> line.startsWith(
                        "configuration twofold.deploy.cfg: nothing reads the key pol.ms; there are ")
                        && line.contains("poll.ms"))
                .anyMatch(line -> line.startsWith("configuration twofold.modul-meter.cfg: nothing reads it; there are ")
                        && line.contains("twofold.module"));
    }

    @Test
    void takesTheFirstOfTwoConfigurationsOfAModuleAndNoneWithoutAName() {
        runtimes.configure("twofold.module-another.cfg", "module = counter", "strategy = rolling");
        runtimes.configure("twofold.module-counter.cfg", "strategy = drain", "gate.limit.ms = 2000");
        runtimes.configure("twofold.module.cfg", "module = counter", "strateg = drain");
        RuntimeProcess runtime = runtimes.start();
        CounterModule.deploy(runtime);

        assertThat(runtime.run("module:info counter")).contains("strategy rolling", "gate 1000.0 ms");
        String both = "of twofold.module~another and twofold.module~counter, both for module counter, the first by name ";
        assertThat(runtime.run("twofold:status")).contains("configuration twofold.module-counter.cfg: does not count; "
                + both + "does").contains(
                        "configuration twofold.module.cfg: nothing reads it; it needs a name of its own: twofold.module-NAME.cfg")
                .doesNotContain("strateg ");
        assertThat(runtime.log()).contains(both + "counts");
    }
}
