/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.module.Outcome;
import dev.twofold.module.RevisionId;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** What lies in the two slots of a module, and how it gets there and leaves. */
public class SlotsIT extends TwofoldIT {

    @Test
    public void goesBackAndForthBetweenBothSlots() {
        load("counter", "1.1.0", Outcome.LOADED);
        load("counter", "2.0.0", Outcome.UPGRADED);
        List<RevisionId> slots = revisions("counter");

        SwapReport back = rollBack("counter");

        assertThat(back.outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(back.from()).contains(slots.get(0));
        assertThat(back.to()).contains(slots.get(1));
        assertThat(back.servers()).isEqualTo(1);
        assertThat(revisions("counter")).containsExactly(slots.get(1), slots.get(0));
        assertThat(server("counter").version()).isEqualTo("1.1.0");
        assertThat(state("counter")).isEqualTo("CounterState[count=0, increments=0]");

        assertThat(rollBack("counter").outcome()).isEqualTo(Outcome.UPGRADED);

        assertThat(revisions("counter")).isEqualTo(slots);
        assertThat(server("counter").version()).isEqualTo("2.0.0");
    }

    @Test
    public void doesNothingWhenTheCurrentContentIsLoadedAgain() {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        long bundle = module("ledger").current().orElseThrow().bundleId();

        SwapReport report = load("ledger", "1.1.0", Outcome.UNCHANGED);

        assertThat(report.reason()).isEqualTo("the jar is the current revision");
        assertThat(module("ledger").current().orElseThrow().bundleId()).isEqualTo(bundle);
        assertThat(oldVersion("ledger")).isEqualTo("1.0.0");
        assertThat(storedJars()).hasSize(2);
    }

    @Test
    public void goesBackWhenTheContentOfTheOldSlotIsLoadedAgain() {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        call("ledger", 4L);

        load("ledger", "1.0.0", Outcome.ROLLED_BACK);

        assertThat(currentVersion("ledger")).isEqualTo("1.0.0");
        assertThat(oldVersion("ledger")).isEqualTo("1.1.0");
        assertThat(call("ledger", "sum")).isEqualTo(4L);
    }

    @Test
    public void saysOfALowerVersionThatItIsOne() {
        load("ledger", "1.1.0", Outcome.LOADED);
        call("ledger", 4L);

        SwapReport report = load("ledger", "1.0.0", Outcome.DOWNGRADED);

        assertThat(report.steps()).extracting(SwapReport.Timing::step).doesNotHaveDuplicates();
        assertThat(call("ledger", "sum")).isEqualTo(4L);
    }

    @Test
    public void takesTheSameVersionWithOtherContentAsAnotherRevision() {
        load("ledger", "1.1.0", Outcome.LOADED);
        call("ledger", 4L);

        SwapReport report = load("ledger-again", "1.1.0", Outcome.UPGRADED);

        assertThat(report.from().orElseThrow().version()).isEqualTo(report.to().orElseThrow().version());
        assertThat(report.from().orElseThrow().sha256()).isNotEqualTo(report.to().orElseThrow().sha256());
        assertThat(call("ledger", "sum")).isEqualTo(4L);
        rollBack("ledger");
        assertThat(module("ledger").current().orElseThrow().id()).isEqualTo(report.from().orElseThrow());
        assertThat(call("ledger", "sum")).isEqualTo(4L);
    }

    @Test
    public void thirdLoadPurgesTheOldest() {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        long oldest = module("ledger").old().orElseThrow().bundleId();

        SwapReport report = load("ledger", "1.2.0", Outcome.UPGRADED);

        assertThat(report.purged()).hasValueSatisfying(purged -> assertThat(purged).hasToString("ledger 1.0.0"));
        assertThat(context.getBundle(oldest)).isNull();
        assertThat(currentVersion("ledger")).isEqualTo("1.2.0");
        assertThat(oldVersion("ledger")).isEqualTo("1.1.0");
        assertThat(moduleBundles()).hasSize(2);
        assertThat(storedJars()).hasSize(2);
    }

    @Test
    public void purgeEmptiesTheOldSlot() {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        call("ledger", 4L);

        SwapReport report = await(modules.purge("ledger"));

        assertThat(report.outcome()).isEqualTo(Outcome.PURGED);
        assertThat(report.purged()).hasValueSatisfying(purged -> assertThat(purged).hasToString("ledger 1.0.0"));
        assertThat(module("ledger").old()).isEmpty();
        assertThat(moduleBundles()).singleElement().extracting(Bundle::getState).isEqualTo(Bundle.ACTIVE);
        assertThat(storedJars()).hasSize(1);
        assertThat(call("ledger", "sum")).isEqualTo(4L);
        SwapReport nothing = await(modules.purge("ledger", SwapOptions.DEFAULTS.requestedBy("me")));
        assertThat(nothing.outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(nothing.reason()).isEqualTo("its old slot is empty");
        assertThat(modules.history("ledger").get(0).requestedBy()).isEqualTo("me");
        assertThat(modules.history().get(0)).isEqualTo(modules.history("ledger").get(0));
    }

    @Test
    public void refusesToGoBackToAnEmptySlot() {
        load("ledger", "1.0.0", Outcome.LOADED);

        SwapReport report = await(modules.rollback("ledger"));

        assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(report.reason()).contains("ledger", "old slot", "empty");
        assertThat(currentVersion("ledger")).isEqualTo("1.0.0");
    }

    @Test
    public void unloadEndsAllServersAndRemovesBothRevisions() {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);

        SwapReport report = await(modules.unload("ledger"));

        assertThat(report.outcome()).isEqualTo(Outcome.UNLOADED);
        assertThat(find("ledger")).isEmpty();
        assertThat(servers.whereis("ledger")).isEmpty();
        assertThat(moduleBundles()).isEmpty();
        assertThat(storedFiles()).isEmpty();
    }

    @Test
    public void startsAfreshAfterUnload() {
        load("ledger", "1.1.0", Outcome.LOADED);
        call("ledger", 4L);
        await(modules.unload("ledger"));

        load("ledger", "1.0.0", Outcome.LOADED);

        assertThat(call("ledger", "sum")).isEqualTo(0L);
    }

    @Test
    public void givesAModuleOneFolderForAllItsRevisionsAndNeverDeletesIt() throws IOException {
        load("notebook", "1.0.0", Outcome.LOADED);
        Path page = Path.of(call("notebook", "note first").toString());
        try {
            load("notebook", "1.1.0", Outcome.UPGRADED);
            call("notebook", "note second");
            rollBack("notebook");
            call("notebook", "note third");
            await(modules.purge("notebook"));
            await(modules.unload("notebook"));
            load("notebook", "1.1.0", Outcome.LOADED);

            assertThat(call("notebook", "page")).isEqualTo(List.of("1.0.0 first", "1.1.0 second", "1.0.0 third"));
            assertThat(page).startsWith(Path.of(context.getProperty("twofold.data.dir")).toAbsolutePath());
        } finally {
            Files.delete(page);
            Files.delete(page.getParent());
        }
    }

    @Test
    public void namesTheModulesThereAreWhenAskedForAnother() {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("counter", "1.0.0", Outcome.LOADED);

        assertUnknown(await(modules.rollback("leger")));
        assertUnknown(await(modules.purge("leger")));
        assertUnknown(await(modules.unload("leger")));
    }

    @Test
    public void canBeLoadedAgainAfterSomebodyHasStoppedTheCurrentRevision() throws BundleException {
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);
        context.getBundle(module("ledger").current().orElseThrow().bundleId()).stop();

        load("ledger", "1.1.0", Outcome.UPGRADED);

        assertThat(call("ledger", "sum")).isEqualTo(4L);
        rollBack("ledger");
        assertThat(call("ledger", "sum")).isEqualTo(4L);
    }

    @Test
    public void canBeLoadedAgainAfterSomebodyHasUninstalledTheCurrentRevision() {
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);
        uninstall(context.getBundle(module("ledger").current().orElseThrow().bundleId()));

        load("ledger", "1.1.0", Outcome.UPGRADED);

        assertThat(call("ledger", "sum")).isEqualTo(4L);
    }

    @Test
    public void goesOnWhenSomebodyUninstallsTheOldRevision() {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        uninstall(context.getBundle(module("ledger").old().orElseThrow().bundleId()));

        SwapReport report = await(modules.rollback("ledger"));

        assertThat(report.outcome()).isIn(Outcome.REFUSED, Outcome.ROLLED_BACK);
        assertThat(report.reason()).doesNotContain("unexpected");
        assertThat(call("ledger", 4L)).isEqualTo(4L);
        load("ledger", "1.2.0", Outcome.UPGRADED);
        assertThat(call("ledger", "sum")).isEqualTo(4L);
    }

    private static void assertUnknown(SwapReport report) {
        assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(report.reason()).contains("'leger'", "counter, ledger");
    }

    @Test
    public void saysSoWhenThereIsNoModuleAtAll() {
        assertThat(await(modules.rollback("ledger")).reason()).contains("'ledger'", "none");
    }

    @Test
    public void keepsModulesApart() {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("counter", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);

        load("counter", "1.1.0", Outcome.UPGRADED);
        await(modules.unload("counter"));

        assertThat(currentVersion("ledger")).isEqualTo("1.0.0");
        assertThat(call("ledger", "sum")).isEqualTo(4L);
    }
}
