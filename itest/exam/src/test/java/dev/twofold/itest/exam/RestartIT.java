/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.module.ModuleManager;
import dev.twofold.module.Outcome;
import dev.twofold.module.PastSwap;
import dev.twofold.module.RevisionId;
import dev.twofold.module.SwapReport;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerRegistry;
import dev.twofold.server.Sys;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.After;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.startlevel.FrameworkStartLevel;

/** The manager goes and comes back: both slots are as they were, servers begin anew. */
public class RestartIT extends TwofoldIT {

    /** Whatever a test did, the platform is whole afterwards. */
    @After
    public void startManager() throws BundleException {
        manager().start();
        awaitServices();
    }

    @Test
    public void bringsBothSlotsBack() throws BundleException {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        call("ledger", 4L);
        List<RevisionId> revisions = revisions("ledger");

        restartManager();

        awaitServer("ledger");
        assertThat(revisions("ledger")).isEqualTo(revisions);
        assertThat(call("ledger", "sum")).isEqualTo(0L);
        assertThat(moduleBundles()).hasSize(2);
        rollBack("ledger");
        assertThat(server("ledger").version()).isEqualTo("1.0.0");
    }

    @Test
    public void leavesTheFilesOfAModuleAlone() throws BundleException, IOException {
        load("notebook", "1.0.0", Outcome.LOADED);
        Path page = Path.of(call("notebook", "note kept").toString());
        try {
            restartManager();

            awaitServer("notebook");
            assertThat(call("notebook", "page")).isEqualTo(List.of("1.0.0 kept"));
        } finally {
            Files.delete(page);
            Files.delete(page.getParent());
        }
    }

    @Test
    public void knowsThatOnlyOneRevisionOfAModuleCanBeActive() throws BundleException {
        FreePort.choose();
        load("port", "1.0.0", Outcome.LOADED);
        load("port", "1.1.0", Outcome.UPGRADED);

        restartManager();

        awaitServer("port");
        assertThat(call("port", "who?")).isEqualTo("1.1.0");
        Clients clients = Clients.calling(servers.named("port"), "who?", 2, this::facts);
        try (clients) {
            rollBack("ledger");
            clients.awaitProgress();
            load("port", "1.2.0", Outcome.UPGRADED);
            clients.awaitProgress();
        }
        assertThat(clients.failures()).isEmpty();
        assertThat(call("port", "who?")).isEqualTo("1.2.0");
    }

    /** As it does when the platform is stopped while it is still starting. */
    @Test
    public void goesAtOnceWhenItStillWaitsForTheFramework() throws BundleException {
        FrameworkStartLevel levels = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(
                FrameworkStartLevel.class);
        int initial = levels.getInitialBundleStartLevel();
        manager().stop();
        levels.setInitialBundleStartLevel(levels.getStartLevel() + 1);
        try {
            manager().start();
            long begun = System.nanoTime();
            manager().stop();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        } finally {
            levels.setInitialBundleStartLevel(initial);
        }
    }

    @Test
    public void remembersARollback() throws BundleException {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        rollBack("ledger");

        restartManager();

        awaitServer("ledger");
        assertThat(currentVersion("ledger")).isEqualTo("1.0.0");
        assertThat(oldVersion("ledger")).isEqualTo("1.1.0");
    }

    @Test
    public void knowsWhatWasDoneBefore() throws BundleException {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        List<PastSwap> before = modules.history("ledger").subList(0, 2);

        restartManager();

        awaitServer("ledger");
        rollBack("ledger");
        assertThat(modules.history("ledger").subList(1, 3)).isEqualTo(before);
        assertThat(modules.history("ledger")).extracting(PastSwap::outcome).startsWith(Outcome.ROLLED_BACK,
                Outcome.UPGRADED, Outcome.LOADED);
        assertThat(before.get(0).from().orElseThrow().version()).hasToString("1.0.0");
        assertThat(before.get(0).to().orElseThrow().version()).hasToString("1.1.0");
    }

    /** Whatever somebody has asked for meanwhile. */
    @Test
    public void recordsNoComebackOfAModuleThatCouldNotBeStartedAtOnce() throws Exception {
        FreePort.choose();
        load("port", "1.0.0", Outcome.LOADED);
        manager().stop();
        try (ServerSocket thief = FreePort.take()) {
            manager().start();
            awaitServices();
            await("it is refused", () -> module("ledger").lastReport().filter(SwapReport::refused).isPresent());
            assertThat(thief.isBound()).isTrue();
        }
        await(modules.softPurge("ledger"));
        List<PastSwap> before = modules.history("ledger");

        start(install("ledger-changes", "1.0.0")); // so that it is tried again

        awaitServer("port");
        await(modules.softPurge("nobody")); // is done after what is told
        assertThat(modules.history("ledger")).isEqualTo(before);
    }

    @Test
    public void doesNotBringBackWhatWasUnloadedOrRefused() throws BundleException {
        load("counter", "1.0.0", Outcome.LOADED);
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ThrowingChange", "2.0.0", Outcome.REFUSED);
        await(modules.unload("counter"));

        restartManager();

        awaitServer("ledger");
        assertThat(modules.modules()).singleElement().satisfies(module -> {
            assertThat(module.name()).isEqualTo("ledger");
            assertThat(module.old()).isEmpty();
        });
        assertThat(currentVersion("ledger")).isEqualTo("1.0.0");
    }

    @Test
    public void neverHasMoreThanTwoRevisionsOnTheWay() throws BundleException {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);

        try (ResidentRevisions watch = ResidentRevisions.watch(context, "ledger")) {
            restartManager();
            awaitServer("ledger");
            assertThat(watch.most()).as(watch.crowd().toString()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    public void tellsCallersThatThereIsNoServerWhileItIsAway() throws BundleException {
        load("ledger", "1.0.0", Outcome.LOADED);
        ServerRef ledger = servers.named("ledger");

        manager().stop();

        assertThatThrownBy(() -> ledger.call("sum")).isInstanceOf(CallFailedException.class)
                .hasMessageContaining("noproc");
    }

    @Test
    public void startsAnewWithDeclarativeServices() throws BundleException {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        call("ledger", 4L);
        List<RevisionId> revisions = revisions("ledger");
        ServerRef ledger = servers.named("ledger");

        bundle("org.apache.felix.scr").stop();
        assertThatThrownBy(() -> ledger.call("sum")).isInstanceOf(CallFailedException.class)
                .hasMessageContaining("noproc");
        bundle("org.apache.felix.scr").start();

        awaitServices();
        awaitServer("ledger");
        assertThat(revisions("ledger")).isEqualTo(revisions);
        assertThat(call("ledger", "sum")).isEqualTo(0L);
        rollBack("ledger");
    }

    @Test
    public void startsAnewWhenTheManagerIsUpdated() throws BundleException {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        List<RevisionId> revisions = revisions("ledger");

        manager().update();

        awaitServices();
        awaitServer("ledger");
        assertThat(revisions("ledger")).isEqualTo(revisions);
        rollBack("ledger");
    }

    @Test
    public void tellsOfAModuleThatSomebodyElseInstalledWhileItWasAway() throws BundleException {
        manager().stop();
        install("ledger", "1.2.0");

        manager().start();
        awaitServices();

        await("it is told", () -> modules.refusals().stream().anyMatch(refusal -> refusal.source().contains("ledger")
                && refusal.reason().contains("module:load")));
    }

    private void restartManager() throws BundleException {
        manager().stop();
        manager().start();
        awaitServices();
    }

    private Bundle manager() {
        return bundle("dev.twofold.manager");
    }

    private Bundle bundle(String name) {
        for (Bundle bundle : context.getBundles()) {
            if (name.equals(bundle.getSymbolicName())) {
                return bundle;
            }
        }
        throw new AssertionError("there is no " + name);
    }

    /** The services of before are dead; these are the new ones. */
    private void awaitServices() {
        modules = awaitService(ModuleManager.class);
        servers = awaitService(ServerRegistry.class);
        sys = awaitService(Sys.class);
    }

    private <S> S awaitService(Class<S> type) {
        await(type.getSimpleName() + " is there", () -> service(type).isPresent());
        return service(type).orElseThrow();
    }

    private <S> Optional<S> service(Class<S> type) {
        ServiceReference<S> reference = context.getServiceReference(type);
        return Optional.ofNullable(reference).map(context::getService);
    }

    private void awaitServer(String name) {
        await("server " + name + " runs", () -> servers.whereis(name).isPresent());
    }
}
