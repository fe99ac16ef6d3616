/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.module.JarInfo;
import dev.twofold.module.Outcome;
import dev.twofold.module.RevisionId;
import dev.twofold.module.SwapReport;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.Test;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.BundleListener;
import org.osgi.framework.SynchronousBundleListener;

/** Jars that no operator should load: each gets a clear reason, and nothing else happens. */
public class BadInputIT extends TwofoldIT {

    @Override
    protected Option[] extras() {
        return new Option[] { Platform.impatient() };
    }

    @Test
    public void refusesEmptyFile() {
        assertKind("empty", JarInfo.Kind.UNREADABLE);
        assertRefused("empty", "empty");
    }

    @Test
    public void refusesTextThatIsCalledJar() {
        assertKind("text", JarInfo.Kind.UNREADABLE);
        assertRefused("text", "the file is no jar: build it as a bundle");
    }

    @Test
    public void refusesHalfAJar() {
        assertKind("half", JarInfo.Kind.UNREADABLE);
        assertRefused("half", "only the beginning of a jar");
    }

    @Test
    public void refusesDamagedJar() {
        assertRefused("damaged", "damaged");
    }

    @Test
    public void refusesJarWithoutManifest() {
        assertKind("no-manifest", JarInfo.Kind.NOT_A_BUNDLE);
        assertRefused("no-manifest", "no manifest");
    }

    @Test
    public void refusesBundleThatIsNoModule() {
        assertThat(modules.inspect(fixture("plain", "1.2.0")).kind()).isEqualTo(JarInfo.Kind.BUNDLE);
        assertRefused("plain", "plain", "@SwappableModule");
    }

    @Test
    public void refusesFileThatIsNotThere() {
        Path missing = fixture("ledger", "1.0.0").resolveSibling("missing-1.0.0.jar");

        SwapReport report = await(modules.load(missing));

        assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(report.reason()).contains("missing-1.0.0.jar");
    }

    @Test
    public void refusesFragment() {
        assertRefused("ledger-fragment", "fragment");
    }

    @Test
    public void refusesVersionThatIsNone() {
        assertRefused("ledger-bad-version", "Bundle-Version", "one.two");
    }

    @Test
    public void refusesNameThatWouldLeaveTheStore() {
        assertRefused("evil", "../../evil");
    }

    @Test
    public void refusesNameOfThePlatform() {
        assertRefused("reserved", "dev.twofold.api");
    }

    @Test
    public void refusesModuleThatDoesNotResolve() {
        assertRefused("ledger-unresolvable", "com.example.missing");
    }

    @Test
    public void refusesModuleWhoseActivatorThrows() {
        assertRefused("ThrowingActivator", "the activator has a bad day");
    }

    @Test
    public void refusesModuleWhoseActivatorDoesNotReturn() {
        assertRefused("BlockingActivator", "did not return", "BlockingActivator.start");
    }

    @Test
    public void takesAwayABundleThatHangsInItsStartByAnotherHand() throws InterruptedException {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        call("ledger", 7L);
        AtomicReference<Bundle> hanging = new AtomicReference<>();
        Thread stranger = new Thread(() -> startAnyhow(hanging.get()), "stranger");
        BundleListener listener = (SynchronousBundleListener) event -> {
            if (event.getType() == BundleEvent.INSTALLED && event.getBundle().getVersion().getMinor() == 2) {
                hanging.set(event.getBundle());
                stranger.start();
                await("it hangs", () -> event.getBundle().getState() == Bundle.STARTING);
            }
        };
        context.addBundleListener(listener);
        try (ResidentRevisions watch = ResidentRevisions.watch(context, "ledger")) {
            load("BlockingActivator", "1.2.0", Outcome.REFUSED);
            SwapReport back = await(modules.rollback("ledger"));

            assertThat(back.reason()).contains("two other revisions", "bundle " + hanging.get().getBundleId()
                    + " 1.2.0", "hangs");
            assertThat(call("ledger", "sum")).isEqualTo(7L);
            stranger.interrupt();
            stranger.join();
            await("it is taken away", () -> hanging.get().getState() == Bundle.UNINSTALLED);
            rollBack("ledger");
            assertThat(watch.most()).as(watch.crowd().toString()).isEqualTo(2);
        } finally {
            context.removeBundleListener(listener);
            stranger.interrupt();
        }
        assertThat(call("ledger", "sum")).isEqualTo(7L);
    }

    private static void startAnyhow(Bundle bundle) {
        try {
            bundle.start();
        } catch (BundleException interrupted) {
            assertThat(interrupted).hasMessageContaining("Activator start error");
        }
    }

    @Test
    public void refusesModuleWithoutComponents() {
        assertRefused("ledger-no-header", "component");
        modules.forget("ledger-no-header-1.2.0.jar");
        assertRefused("ledger-no-components", "component");
    }

    @Test
    public void refusesComponentThatWaitsForAService() {
        assertRefused("WaitingServer", "WaitingServer", "java.util.Comparator");
    }

    @Test
    public void refusesComponentThatCannotBeActivated() {
        assertRefused("FailingServer", "the port is taken");
    }

    @Test
    public void refusesComponentWithoutServerType() {
        assertRefused("UntypedServer", "server.type", "@ServerType");
    }

    @Test
    public void refusesTwoComponentsOfOneType() {
        assertRefused("TwinServer", "two", "'ledger'");
    }

    @Test
    public void refusesModuleWithItsOwnCopyOfTheApi() {
        assertRefused("ledger-own-api", "dev.twofold.server");
    }

    @Test
    public void refusesFirstRevisionWhoseServerDoesNotStart() {
        SwapReport report = load("StillbornServer", "1.2.0", Outcome.REFUSED);

        assertThat(report.reason()).contains("stillborn", "there is no file with the first state");
        assertThat(find("ledger")).isEmpty();
        assertThat(servers.servers()).isEmpty();
        assertNothingLeft(0);
        load("ledger", "1.0.0", Outcome.LOADED);
    }

    @Test
    public void refusesBadJarsAlsoWhenTheModuleIsNew() {
        List<String> bad = List.of("half", "ledger-unresolvable", "ThrowingActivator", "FailingServer", "TwinServer",
                "UntypedServer");

        for (String fixture : bad) {
            load(fixture, "1.2.0", Outcome.REFUSED);
            assertThat(modules.modules()).isEmpty();
            assertNothingLeft(0);
        }
        assertThat(modules.refusals()).isEmpty();

        load("ledger", "1.2.0", Outcome.LOADED);
    }

    @Test
    public void forgetsARefusalWhenToldThatTheFileHasGone() {
        modules.refuse("half-1.2.0.jar", "half of it is missing");
        assertThat(modules.refusals()).hasSize(1);

        modules.forget("half-1.2.0.jar");

        assertThat(modules.refusals()).isEmpty();
    }

    private void assertKind(String fixture, JarInfo.Kind kind) {
        JarInfo info = modules.inspect(fixture(fixture, "1.2.0"));
        assertThat(info.kind()).isEqualTo(kind);
        assertThat(info.problem()).isNotBlank();
    }

    /** While another revision runs: with an empty old slot first, then with a full one. */
    private void assertRefused(String fixture, String... facts) {
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 7L);

        assertNothingHappens(fixture, facts);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        assertNothingHappens(fixture, facts);

        load("ledger", "2.0.0", Outcome.UPGRADED);
        assertThat(call("ledger", "sum")).isEqualTo(7L);
        await(modules.unload("ledger"));
    }

    private void assertNothingHappens(String fixture, String... facts) {
        List<RevisionId> before = revisions("ledger");

        SwapReport report = load(fixture, "1.2.0", Outcome.REFUSED);

        assertThat(report.reason()).contains(facts).doesNotContain("unexpected");
        assertThat(modules.refusals()).isEmpty();
        assertThat(log()).filteredOn(line -> line.contains(" WARN ")).last().asString()
                .contains("REFUSED", fixture + "-1.2.0.jar").contains(facts);
        assertThat(revisions("ledger")).isEqualTo(before);
        assertThat(call("ledger", "sum")).isEqualTo(7L);
        assertNothingLeft(before.size());
    }

    private void assertNothingLeft(int revisions) {
        assertThat(moduleBundles()).hasSize(revisions).allSatisfy(
                bundle -> assertThat(bundle.getSymbolicName()).isEqualTo("ledger"));
        assertThat(storedJars()).hasSize(revisions);
        assertThat(storedFiles()).noneMatch(file -> file.toString().contains("incoming"));
    }
}
