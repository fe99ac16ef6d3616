/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.module.Outcome;
import dev.twofold.module.SwapReport;
import dev.twofold.module.SwapStep;
import java.util.List;
import java.util.Optional;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.FrameworkWiring;

/** Somebody refreshes the bundle of a module, as an installer does when a bundle that the module is wired to has changed. */
public class RefreshIT extends TwofoldIT {

    @Test
    public void serversGoOnWithTheirStateInTheRefreshedClasses() {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        call("ledger", 4L);
        Bundle current = context.getBundle(module("ledger").current().orElseThrow().bundleId());

        context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(current));
        await("the servers run the refreshed classes", this::hasFollowed);

        assertThat(call("ledger", 5L)).isEqualTo(9L);
        assertThat(currentVersion("ledger")).isEqualTo("1.1.0");
        assertThat(oldVersion("ledger")).isEqualTo("1.0.0");
        load("ledger", "1.2.0", Outcome.UPGRADED);
        assertThat(call("ledger", "sum")).isEqualTo(9L);
    }

    private boolean hasFollowed() {
        Optional<SwapReport> last = module("ledger").lastReport();
        return last.filter(report -> report.from().equals(report.to()) && report.reached(SwapStep.COMMIT)).isPresent();
    }
}
