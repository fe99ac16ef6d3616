/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.module.Outcome;
import dev.twofold.module.SwapReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/** There are never more than two revisions of a module, whoever does what, and they have nothing to do with each other. */
public class CapIT extends TwofoldIT {

    private static final int THREADS = 4;
    private static final int ROUNDS = 12;
    private static final long SEED = 20_261_122;

    @Test
    public void noFragmentIsAttachedToARevision() throws Exception {
        Bundle fragment = install("ledger-fragment-of", "1.0.0");

        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        await(modules.softPurge("nobody")); // is done after what is told

        assertThat(moduleBundles()).hasSize(2).allSatisfy(bundle -> assertThat(bundle.adapt(BundleWiring.class)
                .getProvidedWires(HostNamespace.HOST_NAMESPACE)).isEmpty());
        assertThat(fragment.getState()).isEqualTo(Bundle.INSTALLED);
        assertThat(told(fragment)).as("told once, and not while the framework resolves").singleElement().asString()
                .contains("WARN", "[twofold-manager]", "ledger-fragment-of", "not attached to module ledger");

        try (InputStream jar = Files.newInputStream(fixture("ledger-fragment-of", "1.0.0"))) {
            fragment.update(jar);
        }
        load("ledger", "1.2.0", Outcome.UPGRADED);
        await(modules.softPurge("nobody")); // is done after what is told

        assertThat(told(fragment)).as("told again of other content").hasSize(2);
    }

    private List<String> told(Bundle fragment) {
        return log().stream().filter(line -> line.contains("fragment " + fragment.getBundleId() + " ")).toList();
    }

    @Test
    public void neverHasMoreThanTwoRevisionsWhenManyLoadAtOnce() throws Exception {
        List<String> versions = List.of("1.0.0", "1.1.0", "1.2.0", "2.0.0");
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 9L);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (ResidentRevisions watch = ResidentRevisions.watch(context, "ledger")) {
            Clients clients = Clients.calling(servers.named("ledger"), "sum", 2, this::facts);
            try (clients) {
                List<Future<List<SwapReport>>> all = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    Random random = new Random(SEED + i);
                    all.add(threads.submit(() -> loadAgainAndAgain(versions, random)));
                }
                for (Future<List<SwapReport>> reports : all) {
                    assertThat(reports.get(3 * Await.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                            .allSatisfy(report -> assertThat(report.refused()).as(report.reason()).isFalse());
                }
            }
            assertThat(clients.failures()).isEmpty();
            assertThat(watch.events()).isGreaterThan(THREADS * ROUNDS);
            assertThat(watch.most()).as(watch.crowd().toString()).isEqualTo(2);
        } finally {
            threads.shutdownNow();
        }
        assertThat(call("ledger", "sum")).isEqualTo(9L);
        assertThat(moduleBundles()).hasSameSizeAs(revisions("ledger"));
        assertThat(storedJars()).hasSameSizeAs(revisions("ledger"));
    }

    private List<SwapReport> loadAgainAndAgain(List<String> versions, Random random) {
        List<SwapReport> reports = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            CompletionStage<SwapReport> operation = random.nextInt(6) == 0
                    ? modules.purge("ledger")
                    : modules.load(fixture("ledger", versions.get(random.nextInt(versions.size()))));
            reports.add(await(operation));
        }
        return reports;
    }

    @Test
    public void refusedRevisionsDoNotAddUp() {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);

        try (ResidentRevisions watch = ResidentRevisions.watch(context, "ledger")) {
            load("ThrowingChange", "2.0.0", Outcome.REFUSED);
            load("ThrowingActivator", "1.2.0", Outcome.REFUSED);
            load("OtherServer", "1.2.0", Outcome.REFUSED);
            assertThat(watch.most()).as(watch.crowd().toString()).isEqualTo(2);
        }
    }

    @Test
    public void keepsTheOldSlotWhenItsRevisionCannotBeInstalledAgain() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        call("ledger", 9L);
        Path jar = storedJars().stream().filter(file -> file.getFileName().toString().startsWith("1.0.0-")).findAny()
                .orElseThrow();
        Path away = Files.move(jar, jar.resolveSibling("away"));

        SwapReport report = load("ThrowingChange", "2.0.0", Outcome.REFUSED);

        assertThat(report.warnings()).anyMatch(warning -> warning.contains(
                "ledger 1.0.0 could not be installed again"));
        assertThat(oldVersion("ledger")).isEqualTo("1.0.0");
        assertThat(await(modules.rollback("ledger")).outcome()).isEqualTo(Outcome.REFUSED);
        Files.move(away, jar);
        rollBack("ledger");
        assertThat(call("ledger", "sum")).isEqualTo(9L);
        assertThat(moduleBundles()).hasSize(2);
    }

    @Test
    public void doesNotResolveAModuleThatSomebodyElseInstalls() {
        Bundle stranger = install("ledger", "1.2.0");

        assertThatThrownBy(stranger::start).isInstanceOf(BundleException.class);

        assertThat(stranger.getState()).isEqualTo(Bundle.INSTALLED);
        assertThat(find("ledger")).isEmpty();
    }

    @Test
    public void doesNotResolveAThirdRevisionThatSomebodyElseInstalls() {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        Bundle stranger = install("ledger", "1.2.0");

        assertThatThrownBy(stranger::start).isInstanceOf(BundleException.class);

        assertThat(ResidentRevisions.residents(context, "ledger")).hasSize(2).doesNotContain(stranger);
        assertThat(call("ledger", 1L)).isEqualTo(1L);
        load("ledger", "1.2.0", Outcome.UPGRADED);
        assertThat(stranger.getState()).isEqualTo(Bundle.INSTALLED);
    }

    @Test
    public void doesNotResolveARevisionThatHasLostItsSlot() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        String location = moduleBundles().get(0).getLocation();
        await(modules.unload("ledger"));

        Bundle stranger = installAt(location, "ledger", "1.0.0");
        try {
            assertThatThrownBy(stranger::start).isInstanceOf(BundleException.class);
        } finally {
            uninstall(stranger);
        }
    }

    private Bundle installAt(String location, String name, String version) throws BundleException, IOException {
        try (InputStream jar = Files.newInputStream(fixture(name, version))) {
            return context.installBundle(location, jar);
        }
    }

    @Test
    public void doesNotMindTheSameNameAndVersionInstalledBySomebodyElse() {
        Bundle before = install("ledger", "1.0.0");
        load("ledger", "1.0.0", Outcome.LOADED);
        load("counter", "1.0.0", Outcome.LOADED);
        Bundle after = install("counter", "1.0.0");

        assertThat(before.getState()).isEqualTo(Bundle.INSTALLED);
        assertThat(after.getState()).isEqualTo(Bundle.INSTALLED);
        assertThat(call("ledger", 1L)).isEqualTo(1L);
    }

    @Test
    public void letsOtherBundlesResolveBesideAModuleThatMustNot() {
        install("ledger", "1.2.0");

        start(install("ledger-changes", "1.0.0"));
        load("counter", "1.0.0", Outcome.LOADED);
    }

    @Test
    public void swapsModulesThatAreSingletons() {
        load("single", "1.0.0", Outcome.LOADED);
        call("ledger", 6L);

        load("single", "1.1.0", Outcome.UPGRADED);
        load("single", "1.2.0", Outcome.UPGRADED);

        assertThat(call("ledger", "sum")).isEqualTo(6L);
        assertThat(currentVersion("single")).isEqualTo("1.2.0");
        assertThat(oldVersion("single")).isEqualTo("1.1.0");
    }

    @Test
    public void keepsTheRuleOfSingletonsForBundlesThatAreNoModules() {
        start(install("plain-single", "1.0.0"));
        Bundle second = install("plain-single", "1.1.0");

        assertThatThrownBy(second::start).isInstanceOf(BundleException.class);
    }

    @Test
    public void neverWiresARevisionToAnotherOne() {
        load("selfish", "1.0.0", Outcome.LOADED);
        assertThat(call("selfish", "whose words?")).isEqualTo("1.0.0");

        for (String version : List.of("1.1.0", "1.2.0")) {
            load("selfish", version, Outcome.UPGRADED);

            assertThat(call("selfish", "whose words?")).isEqualTo(version);
            Bundle current = context.getBundle(module("selfish").current().orElseThrow().bundleId());
            assertThat(current.adapt(BundleWiring.class).getRequiredWires(null)).extracting(BundleWire::getProvider)
                    .noneMatch(provider -> provider.getBundle() != current && provider.getSymbolicName().equals(
                            "selfish"));
        }

        assertThat(moduleBundles()).hasSize(2);
    }
}
