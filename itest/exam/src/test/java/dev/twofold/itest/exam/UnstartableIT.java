/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.options;

import dev.twofold.module.Outcome;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.UpgradePolicy;
import java.util.List;
import org.junit.Test;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.cm.ConfigurationAdminOptions;

/** Supervisors that may start their children again as often as they like, and cannot. */
public class UnstartableIT extends TwofoldIT {

    @Override
    protected Option[] extras() {
        return options(ConfigurationAdminOptions.newConfiguration("twofold.manager").put("restarts", Integer.MAX_VALUE)
                .asOption());
    }

    @Test
    public void aChildWhoseTypeHasGoneWithItsRevisionIsToldOfUntilThereIsOneAgain() {
        load("ledger-with-other", "1.2.0", Outcome.LOADED);
        assertThat(await(modules.load(fixture("ledger", "1.1.0"), SwapOptions.DEFAULTS.upgrade(UpgradePolicy.LOAD)))
                .outcome()).isEqualTo(Outcome.LOADED);
        int before = log().size();

        assertThat(await(modules.purge("ledger")).outcome()).isEqualTo(Outcome.PURGED);

        await("it is told", () -> !modules.refusals().isEmpty());
        await("the other child is back", () -> servers.whereis("ledger").isPresent());
        assertThat(server("ledger").version()).isEqualTo("1.1.0");
        assertThat(modules.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.source()).isEqualTo("ledger");
            assertThat(refusal.reason()).contains("child 'other'", "no server type 'other'", "terminateChild");
        });
        await("nothing of the revision that has gone is held", () -> {
            System.gc();
            return modules.uncollected().isEmpty();
        });
        assertThat(linesWith("child other did not start", before)).hasSize(1);

        load("ledger-with-other", "1.2.0", Outcome.UPGRADED);

        await("it runs", () -> servers.whereis("other").isPresent());
        await("it is told no more", () -> modules.refusals().isEmpty());
    }

    private List<String> linesWith(String text, int from) {
        return log().stream().skip(from).filter(line -> line.contains(text)).toList();
    }
}
