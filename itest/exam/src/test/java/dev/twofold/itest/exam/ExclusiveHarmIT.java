/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.options;

import dev.twofold.module.Outcome;
import dev.twofold.module.Refusal;
import dev.twofold.module.SwapReport;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.cm.ConfigurationAdminOptions;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

/** Modules of which only one revision can be active, when something harms them in the middle of a swap. */
public class ExclusiveHarmIT extends TwofoldIT {

    /** What the module asks. */
    private static final String STUCK = "twofold.test.stuck";

    private static final long GRACE_MS = 2_000;

    @Override
    protected Option[] extras() {
        return options(ConfigurationAdminOptions.newConfiguration("twofold.manager").put("complete.limit.ms",
                Platform.IMPATIENCE_MS).put("stop.limit.ms", Platform.IMPATIENCE_MS).put("grace.limit.ms", GRACE_MS)
                .asOption());
    }

    @Before
    public void choosePort() {
        FreePort.choose();
    }

    @After
    public void letGo() {
        System.clearProperty(STUCK);
    }

    private Bundle current() {
        return context.getBundle(module("ledger").current().orElseThrow().bundleId());
    }

    // ---- a deactivation that hangs

    @Test
    public void goesOnWhenItsDeactivationHasHungForAWhile() {
        load("port-stuck", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);
        Clients callers = Clients.calling(servers.named("ledger"), "sum", 2, this::facts);
        try (callers) {
            System.setProperty(STUCK, "true");
            SwapReport report = load("port-stuck", "1.1.0", Outcome.REFUSED);
            assertThat(report.reason()).contains("has not stopped within", "mend its deactivation");

            System.clearProperty(STUCK);

            callers.awaitProgress();
        }
        assertThat(callers.failures()).isEmpty();
        assertThat(currentVersion("ledger")).isEqualTo("1.0.0");
        assertThat(call("ledger", "sum")).isEqualTo(4L);
        await("its bundle runs again", () -> current().getState() == Bundle.ACTIVE);
        assertThat(call("port", "who?")).isEqualTo("1.0.0");
        load("port-stuck", "1.1.0", Outcome.UPGRADED);
        assertThat(call("port", "who?")).isEqualTo("1.1.0");
    }

    @Test
    public void endsItsServersWhenItsDeactivationHangsForTooLong() {
        load("port-stuck", "1.0.0", Outcome.LOADED);
        System.setProperty(STUCK, "true");
        load("port-stuck", "1.1.0", Outcome.REFUSED);

        await("the servers have ended", () -> servers.servers().isEmpty());
        await("it is told", () -> modules.refusals().stream().map(Refusal::source).anyMatch("ledger"::equals));
        assertThat(currentVersion("ledger")).isEqualTo("1.0.0");
        System.clearProperty(STUCK);

        await("it has stopped", () -> current().getState() == Bundle.RESOLVED);
        load("port-stuck", "1.0.0", Outcome.LOADED);
        assertThat(call("port", "who?")).isEqualTo("1.0.0");
    }

    // ---- a kill

    @Test
    public void startsOnTheNextRevisionWhatIsKilledWhileNoneIsActive() {
        load("port", "1.0.0", Outcome.LOADED);
        ServerRef killed = killedWhileStopped();

        load("port", "1.1.0", Outcome.UPGRADED);

        assertIsAnother(killed);
        assertThat(server("ledger").version()).isEqualTo("1.1.0");
        assertThat(call("port", "who?")).isEqualTo("1.1.0");
    }

    @Test
    public void startsOnTheSameRevisionWhatIsKilledInASwapThatIsRefused() {
        load("port", "1.0.0", Outcome.LOADED);
        ServerRef killed = killedWhileStopped();

        load("port-FailingServer", "2.0.0", Outcome.REFUSED);

        assertIsAnother(killed);
        assertThat(server("ledger").version()).isEqualTo("1.0.0");
        assertThat(call("port", "who?")).isEqualTo("1.0.0");
    }

    private ServerRef killedWhileStopped() {
        ServerRef ledger = servers.whereis("ledger").orElseThrow();
        ledger.call(4L);
        whenStopped(current(), () -> sys.exit(ledger, ExitReason.KILL));
        return ledger;
    }

    private void assertIsAnother(ServerRef killed) {
        await("it is back", () -> servers.whereis("ledger").filter(now -> !now.equals(killed)).isPresent());
        assertThat(killed.isAlive()).isFalse();
        assertThat(call("ledger", "sum")).isEqualTo(0L);
    }

    // ---- a bundle that is installed again for nothing

    @Test
    public void leavesNoBundleBehindThatWasInstalledAgainForAnOperationThatIsRefused() throws Exception {
        load("port", "1.0.0", Outcome.LOADED);
        List<ServerSocket> thief = new ArrayList<>();
        whenStopped(current(), () -> thief.add(FreePort.take()));

        current().uninstall();

        await("the servers have ended", () -> servers.servers().isEmpty());
        await("it is told", () -> module("ledger").lastReport().orElseThrow().outcome() == Outcome.STOPPED);
        assertThat(moduleBundles()).hasSize(1);
        thief.get(0).close();
        load("port", "1.1.0", Outcome.UPGRADED);
        load("port", "1.2.0", Outcome.UPGRADED);
        assertThat(moduleBundles()).hasSize(2);
    }

    /** Does something, once, in the moment when a bundle has stopped and nothing else has happened. */
    private void whenStopped(Bundle bundle, Runnable action) {
        context.addBundleListener(new SynchronousBundleListener() {
            @Override
            public void bundleChanged(BundleEvent event) {
                if (event.getType() == BundleEvent.STOPPED && event.getBundle().equals(bundle)) {
                    context.removeBundleListener(this);
                    action.run();
                }
            }
        });
    }
}
