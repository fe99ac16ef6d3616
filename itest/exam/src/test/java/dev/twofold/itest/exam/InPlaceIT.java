/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ops4j.pax.exam.CoreOptions.options;

import dev.twofold.module.Outcome;
import dev.twofold.module.PastSwap;
import dev.twofold.module.Refusal;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapReport;
import dev.twofold.module.UpgradePolicy;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.ServerRef;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import org.junit.Test;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.cm.ConfigurationAdminOptions;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** What becomes of a module when somebody else stops, updates, refreshes or removes its bundle. */
public class InPlaceIT extends TwofoldIT {

    private static final long GRACE_MS = 2_000;
    private static final String DAWDLES = "twofold.test.dawdles";
    private static final Executor THREADS = work -> new Thread(work, "a stranger").start();

    @javax.inject.Inject
    private ServiceComponentRuntime runtime;

    @Override
    protected Option[] extras() {
        return options(ConfigurationAdminOptions.newConfiguration("twofold.manager").put("grace.limit.ms", GRACE_MS)
                .put("complete.limit.ms", Platform.IMPATIENCE_MS).asOption());
    }

    // ---- while the manager itself works on the bundle

    @Test
    public void aBundleThatIsUninstalledWhileItsServersStartIsPutBack() {
        load("fleeting", "1.0.0", Outcome.LOADED);

        await("it is back", () -> module("fleeting").current().orElseThrow().bundleState().equals("ACTIVE"));
        assertThat(call("fleeting", "hello")).isEqualTo("hello");
        assertThat(moduleBundles()).singleElement().isEqualTo(current("fleeting"));
    }

    @Test
    public void aBundleThatIsTakenAwayWhileAddedServersStartHoldsUpNoOperation() {
        load("team", "1.0.0", Outcome.LOADED);
        call("alice", 3L);
        Clients clients = Clients.calling(servers.named("alice"), 0L, 2, this::facts);
        try (clients) {
            load("team", "2.1.0", Outcome.UPGRADED);
            await("the one that came too late is started", () -> servers.whereis("dave").isPresent());
            clients.awaitProgress();
        }

        assertThat(clients.failures()).isEmpty();
        assertThat(call("alice", 0L)).isEqualTo(3L);
        assertThat(call("dave", 0L)).isEqualTo(7L);
        assertThat(modules.refusals()).isEmpty();
    }

    // ---- update

    @Test
    public void anUpdateIsAnUpgradeThatKeepsStateAndCallers() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);
        Clients clients = Clients.calling(servers.named("ledger"), "sum", 3, this::facts);
        try (clients) {
            update(current("ledger"), "ledger", "1.1.0");
            awaitRevision("ledger", "1.1.0");
            clients.awaitProgress();
        }

        assertThat(clients.failures()).isEmpty();
        assertThat(call("ledger", "sum")).isEqualTo(4L);
        assertThat(oldVersion("ledger")).isEqualTo("1.0.0");
        rollBack("ledger");
        assertThat(call("ledger", 1L)).isEqualTo(5L);
        assertThat(storedJars()).hasSize(2);
        assertThat(moduleBundles()).hasSize(2);
    }

    @Test
    public void anUpdateNeverMakesAThirdRevision() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        call("ledger", 4L);

        try (ResidentRevisions watch = ResidentRevisions.watch(context, "ledger")) {
            update(current("ledger"), "ledger", "1.2.0");
            awaitRevision("ledger", "1.2.0");
            assertThat(watch.most()).as(watch.crowd().toString()).isLessThanOrEqualTo(2);
        }

        assertThat(call("ledger", "sum")).isEqualTo(4L);
        assertThat(oldVersion("ledger")).isEqualTo("1.1.0");
        await("the oldest has gone", () -> moduleBundles().size() == 2 && storedJars().size() == 2);
    }

    @Test
    public void anUpdateThatCannotBeDoneIsRefusedAndTheBundleIsPutBack() throws Exception {
        for (String bad : List.of("ThrowingActivator", "ledger-unresolvable", "FailingChange")) {
            load("ledger", "1.0.0", Outcome.LOADED);
            call("ledger", 4L);
            Clients clients = Clients.calling(servers.named("ledger"), "sum", 2, this::facts);
            try (clients) {
                try {
                    update(current("ledger"), bad, "1.2.0");
                } catch (BundleException expected) {
                    assertThat(expected).hasMessageNotContaining("ledger-1.0.0");
                }
                await(bad + " is refused", () -> modules.refusals().stream().map(Refusal::source).anyMatch(
                        source -> source
                                .contains("in place")));
                clients.awaitProgress();
            }
            assertThat(clients.failures()).as(bad).isEmpty();
            assertThat(currentVersion("ledger")).isEqualTo("1.0.0");
            assertThat(call("ledger", "sum")).isEqualTo(4L);
            assertThat(moduleBundles()).singleElement().extracting(Bundle::getState).isEqualTo(Bundle.ACTIVE);
            await(modules.unload("ledger"));
            modules.refusals().forEach(refusal -> modules.forget(refusal.source()));
        }
    }

    @Test
    public void anUpdateThatCannotBeReadIsToldAndTheBundleIsPutBack() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);

        try (InputStream jar = new ByteArrayInputStream(withEntry(fixture("ledger", "1.1.0"), "notes#1.txt"))) {
            current("ledger").update(jar);
        }

        await("it is told", () -> modules.refusals().stream().anyMatch(refusal -> refusal.reason().contains(
                "notes#1.txt")));
        assertThat(currentVersion("ledger")).isEqualTo("1.0.0");
        assertThat(call("ledger", "sum")).isEqualTo(4L);
        assertThat(storedFiles()).hasSize(2);
    }

    private static byte[] withEntry(Path jar, String name) throws IOException {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        try (JarInputStream from = new JarInputStream(Files.newInputStream(jar));
                JarOutputStream to = new JarOutputStream(copy, from.getManifest())) {
            for (JarEntry entry = from.getNextJarEntry(); entry != null; entry = from.getNextJarEntry()) {
                to.putNextEntry(new JarEntry(entry.getName()));
                from.transferTo(to);
            }
            to.putNextEntry(new JarEntry(name));
        }
        return copy.toByteArray();
    }

    // ---- stop

    @Test
    public void aServiceThatIsNeverMadeHoldsUpNoStop() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        Bundle bundle = current("ledger");
        BundleContext user = bundle.getBundleContext();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch made = new CountDownLatch(1);
        ServiceRegistration<Runnable> service = context.registerService(Runnable.class, new Hanging(asked, made), null);
        CompletableFuture<?> use = CompletableFuture.runAsync(() -> user.getService(service.getReference()), THREADS);
        try {
            assertThat(asked.await(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            CompletableFuture<?> stop = CompletableFuture.runAsync(() -> uncheckedStop(bundle), THREADS);

            await("its stop has returned", stop::isDone);
            assertThat(stop).isCompleted();
            assertThat(use).isNotDone();
        } finally {
            made.countDown();
        }
        await("the service is made", use::isDone);
        service.unregister();
        bundle.start();
        assertThat(call("ledger", 4L)).isEqualTo(4L);
    }

    private static void uncheckedStop(Bundle bundle) {
        try {
            bundle.stop();
        } catch (BundleException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Makes its service when it likes to. */
    private record Hanging(CountDownLatch asked, CountDownLatch made) implements ServiceFactory<Runnable> {

        @Override
        public Runnable getService(Bundle bundle, ServiceRegistration<Runnable> registration) {
            asked.countDown();
            try {
                made.await();
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
            return asked::countDown;
        }

        @Override
        public void ungetService(Bundle bundle, ServiceRegistration<Runnable> registration, Runnable service) {
            // it keeps nothing
        }
    }

    @Test
    public void aBundleThatIsStoppedAndStartedKeepsItsServersWaiting() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);
        Clients clients = Clients.calling(servers.named("ledger"), "sum", 3, this::facts);
        try (clients) {
            current("ledger").stop();
            current("ledger").start();
            clients.awaitProgress();
        }

        assertThat(clients.failures()).isEmpty();
        assertThat(call("ledger", "sum")).isEqualTo(4L);
    }

    @Test
    public void aBundleThatStaysStoppedEndsItsServersAndComesBackWhenItIsStarted() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        ServerRef ledger = servers.named("ledger");
        ledger.call(4L);
        Bundle bundle = current("ledger");

        bundle.stop();

        await("the servers have ended", () -> servers.servers().isEmpty());
        assertThatThrownBy(() -> ledger.call("sum", Await.PATIENCE)).isInstanceOf(CallFailedException.class);
        await("it is told", () -> module("ledger").lastReport().orElseThrow().outcome() == Outcome.STOPPED);
        assertThat(modules.refusals()).anyMatch(refusal -> refusal.reason().contains("stopped its bundle"));
        assertThat(currentVersion("ledger")).isEqualTo("1.0.0");
        start(install("ledger-changes", "1.0.0")); // which is no reason to start it
        withStartLevel(1, () -> {}); // nor is this
        await(modules.softPurge("ledger"));
        assertThat(servers.servers()).isEmpty();
        bundle.uninstall();
        await("it is put back", () -> moduleBundles().size() == 1
                && module("ledger").current().orElseThrow().bundleId() == moduleBundles().get(0).getBundleId());
        assertThat(servers.servers()).isEmpty();

        current("ledger").start();

        await("it is back", () -> servers.whereis("ledger").isPresent());
        assertThat(ledger.call("sum", Await.PATIENCE)).isEqualTo(0L);
        await(modules.softPurge("nobody")); // is done after what is told
        PastSwap back = modules.history("ledger").get(0);
        assertThat(back.outcome()).isEqualTo(Outcome.LOADED);
        assertThat(back.servers()).isEqualTo(1);
        assertThat(back.requestedBy()).isEqualTo("in place");
        assertThat(modules.history("ledger")).extracting(PastSwap::outcome).startsWith(Outcome.LOADED,
                Outcome.UNCHANGED, Outcome.STOPPED, Outcome.LOADED);
    }

    @Test
    public void aServerThatCannotBeActivatedAgainIsTriedOnceAndEnds() throws Exception {
        FreePort.choose();
        load("port", "1.0.0", Outcome.LOADED);
        Bundle bundle = current("ledger");
        int before = modules.history("ledger").size();
        bundle.stop();
        try (ServerSocket thief = FreePort.take()) {
            bundle.start();
            await("its servers have ended", () -> modules.history("ledger").get(0).outcome() == Outcome.STOPPED);

            assertThat(thief.isBound()).isTrue();
            assertThat(servers.whereis("port")).isEmpty();
            assertThat(modules.history("ledger").subList(0, modules.history("ledger").size() - before)).extracting(
                    PastSwap::outcome).containsExactlyInAnyOrder(Outcome.REFUSED, Outcome.STOPPED);
        }
    }

    @Test
    public void aBundleThatStaysStoppedComesBackWhenItsJarIsLoadedAgain() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        current("ledger").stop();
        await("the servers have ended", () -> servers.servers().isEmpty());

        assertThat(load("ledger", "1.0.0", Outcome.LOADED).servers()).isEqualTo(1);

        assertThat(call("ledger", 2L)).isEqualTo(2L);
        assertThat(modules.refusals()).isEmpty();
        load("ledger", "1.0.0", Outcome.UNCHANGED);
    }

    @Test
    public void aStoppedBundleThatIsUpdatedAndStartedRunsWhatWasPutIntoIt() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        Bundle bundle = current("ledger");
        bundle.stop();
        await("the servers have ended", () -> servers.servers().isEmpty());

        update(bundle, "ledger", "1.1.0");
        bundle.start();

        awaitRevision("ledger", "1.1.0");
        assertThat(call("ledger", 2L)).isEqualTo(2L);
        assertThat(server("ledger").version()).isEqualTo("1.1.0");
        assertThat(oldVersion("ledger")).isEqualTo("1.0.0");
        assertThat(moduleBundles()).hasSize(2);
    }

    @Test
    public void theSameJarBringsAModuleBackWhoseServersStillWait() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);
        Clients clients = Clients.calling(servers.named("ledger"), "sum", 2, this::facts);
        try (clients) {
            current("ledger").stop();
            load("ledger", "1.0.0", Outcome.UPGRADED);
            clients.awaitProgress();
        }

        assertThat(clients.failures()).isEmpty();
        assertThat(call("ledger", "sum")).isEqualTo(4L);
        assertThat(module("ledger").lastReport().orElseThrow().gated()).isPositive();
        load("ledger", "1.0.0", Outcome.UNCHANGED);
    }

    @Test
    public void whatIsDoneToAModuleWhoseServersWaitDoesNotWaitForThem() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        call("ledger", 4L);

        current("ledger").stop();
        assertThat(await(modules.purge("ledger")).outcome()).isEqualTo(Outcome.PURGED);
        assertThat(await(modules.delete("ledger")).reason()).contains("start the bundle");
        load("ledger", "1.2.0", Outcome.UPGRADED);
        assertThat(call("ledger", "sum")).isEqualTo(4L);
        current("ledger").stop();
        rollBack("ledger");
        assertThat(call("ledger", "sum")).isEqualTo(4L);
        current("ledger").stop();
        SwapReport unloaded = await(modules.unload("ledger"));

        assertThat(unloaded.outcome()).isEqualTo(Outcome.UNLOADED);
        assertThat(unloaded.changes()).as("who was killed").isEmpty();
    }

    @Test
    public void anOldRevisionThatIsStartedOrUpdatedByHandChangesNothing() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        call("ledger", 4L);
        Bundle old = context.getBundle(module("ledger").old().orElseThrow().bundleId());

        old.start();
        assertThat(server("ledger").version()).isEqualTo("1.1.0");
        old.stop();
        update(old, "ledger", "1.2.0");

        rollBack("ledger");
        assertThat(call("ledger", "sum")).isEqualTo(4L);
        assertThat(server("ledger").version()).isEqualTo("1.0.0");
    }

    @Test
    public void aBundleThatIsUpdatedWhileItIsInstalledIsNotTakenForTheJar() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);
        AtomicBoolean meddled = new AtomicBoolean();
        SynchronousBundleListener stranger = event -> {
            boolean arrives = event.getType() == BundleEvent.INSTALLED && "ledger".equals(event.getBundle()
                    .getSymbolicName());
            if (arrives && !meddled.getAndSet(true)) {
                assertThatCode(() -> update(event.getBundle(), "ledger", "1.2.0")).doesNotThrowAnyException();
            }
        };
        context.addBundleListener(stranger);
        try {
            SwapReport report = load("ledger", "1.1.0", Outcome.REFUSED);
            assertThat(report.reason()).contains("updated", "ledger 1.1.0", "try again");
        } finally {
            context.removeBundleListener(stranger);
        }
        assertThat(meddled).isTrue();
        assertThat(server("ledger").version()).isEqualTo("1.0.0");
        load("ledger", "1.1.0", Outcome.UPGRADED);
        assertThat(call("ledger", "sum")).isEqualTo(4L);
    }

    // ---- uninstall

    @Test
    public void aBundleThatIsUninstalledWhileItIsInstalledIsSaidToBeGone() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);
        SynchronousBundleListener stranger = event -> {
            if (event.getType() == BundleEvent.INSTALLED && "ledger".equals(event.getBundle().getSymbolicName())) {
                uninstall(event.getBundle());
            }
        };
        context.addBundleListener(stranger);
        try {
            SwapReport report = load("ledger", "1.1.0", Outcome.REFUSED);
            assertThat(report.reason()).startsWith("somebody has").contains("uninstalled", "ledger 1.1.0", "try again");
        } finally {
            context.removeBundleListener(stranger);
        }
        load("ledger", "1.1.0", Outcome.UPGRADED);
        assertThat(call("ledger", "sum")).isEqualTo(4L);
    }

    @Test
    public void aBundleThatIsUninstalledIsPutBackFromTheStore() {
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);
        Clients clients = Clients.calling(servers.named("ledger"), "sum", 2, this::facts);
        try (clients) {
            uninstall(current("ledger"));
            await("it is back", () -> moduleBundles().size() == 1 && moduleBundles().get(0).getState() == Bundle.ACTIVE
                    && module("ledger").current().orElseThrow().bundleState().equals("ACTIVE"));
            clients.awaitProgress();
        }

        assertThat(clients.failures()).isEmpty();
        assertThat(call("ledger", "sum")).isEqualTo(4L);
    }

    @Test
    public void goesBackToAnOldRevisionThatIsUninstalledWhileServersRunIt() {
        leaveOnOldRevisionAndUninstallThat();

        assertThat(await(modules.softPurge("ledger")).reason()).contains("(ledger)");
        rollBack("ledger");
        await("its servers have a bundle again", () -> module("ledger").current().orElseThrow().bundleState().equals(
                "ACTIVE") && module("ledger").current().orElseThrow().servers() == 1);
        assertThat(call("ledger", "sum")).isEqualTo(4L);
        assertThat(server("ledger").version()).isEqualTo("1.0.0");
        load("ledger", "1.2.0", Outcome.UPGRADED);
        assertThat(call("ledger", "sum")).isEqualTo(4L);
    }

    @Test
    public void redefinesToAnOldRevisionThatIsUninstalledWhileServersRunIt() {
        leaveOnOldRevisionAndUninstallThat();
        load("crew", "1.0.0", Outcome.LOADED); // meanwhile what was looked at because of that has been

        assertThat(await(modules.redefine(fixture("ledger", "1.0.0"), SwapOptions.DEFAULTS)).outcome()).isEqualTo(
                Outcome.REDEFINED);
        await("its servers have a bundle again", () -> module("ledger").current().orElseThrow().bundleState().equals(
                "ACTIVE") && module("ledger").current().orElseThrow().servers() == 1);
        assertThat(call("ledger", "sum")).isEqualTo(4L);
        assertThat(server("ledger").version()).isEqualTo("1.0.0");
    }

    @Test
    public void upgradesServersWhoseOldRevisionIsUninstalled() {
        leaveOnOldRevisionAndUninstallThat();

        assertThat(await(modules.upgrade("ledger", SwapOptions.DEFAULTS)).outcome()).isEqualTo(Outcome.UPGRADED);
        assertThat(call("ledger", "sum")).isEqualTo(4L);
        assertThat(server("ledger").version()).isEqualTo("1.1.0");
        rollBack("ledger");
        assertThat(call("ledger", "sum")).isEqualTo(4L);
        assertThat(server("ledger").version()).isEqualTo("1.0.0");
    }

    private void leaveOnOldRevisionAndUninstallThat() {
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);
        await(modules.load(fixture("ledger", "1.1.0"), SwapOptions.DEFAULTS.upgrade(UpgradePolicy.LOAD)));
        uninstall(context.getBundle(module("ledger").old().orElseThrow().bundleId()));
        assertThat(module("ledger").old().orElseThrow().servers()).isEqualTo(1);
        assertThat(call("ledger", "sum")).isEqualTo(4L);
    }

    @Test
    public void nothingIsLeftOfABundleThatIsPutBackForServersThatCannotGoOver() {
        load("stubborn", "1.0.0", Outcome.LOADED);

        uninstall(current("stubborn"));
        SwapReport report = load("stubborn", "1.0.0", Outcome.REFUSED);
        await("its servers have ended", () -> modules.history("stubborn").get(0).outcome() == Outcome.STOPPED);

        assertThat(report.reason()).contains("Grudge");
        assertThat(modules.history("stubborn")).as("tries").hasSizeLessThan(25);
        assertThat(modules.refusals()).anyMatch(refusal -> refusal.reason().contains("could not go over"));
        assertThat(moduleBundles()).singleElement().satisfies(bundle -> {
            assertThat(bundle).isEqualTo(current("stubborn"));
            assertThat(bundle.getState()).isIn(Bundle.INSTALLED, Bundle.RESOLVED);
        });
        load("stubborn", "1.0.0", Outcome.LOADED);
        assertThat(call("stubborn", "hello")).isEqualTo("hello");
    }

    // ---- refresh, components, start level

    @Test
    public void aRefreshLosesNoCall() {
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);
        Bundle bundle = current("ledger");
        Clients clients = Clients.calling(servers.named("ledger"), "sum", 3, this::facts);
        try (clients) {
            context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(bundle));
            await("the servers run the refreshed classes", () -> module("ledger").lastReport().orElseThrow().from()
                    .equals(module("ledger").lastReport().orElseThrow().to()));
            clients.awaitProgress();
        }
        assertThat(clients.failures()).isEmpty();
        assertThat(call("ledger", "sum")).isEqualTo(4L);
    }

    @Test
    public void aComponentThatIsDisabledAndEnabledKeepsItsServersWaiting() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);
        ComponentDescriptionDTO component = runtime.getComponentDescriptionDTOs(current("ledger")).iterator().next();
        Clients clients = Clients.calling(servers.named("ledger"), "sum", 3, this::facts);
        try (clients) {
            runtime.disableComponent(component).getValue();
            runtime.enableComponent(component).getValue();
            clients.awaitProgress();
        }

        assertThat(clients.failures()).isEmpty();
        assertThat(call("ledger", "sum")).isEqualTo(4L);
    }

    @Test
    public void aComponentWhoseActivationHangsHoldsUpNoOtherModule() throws Exception {
        load("dawdling", "1.0.0", Outcome.LOADED);
        ComponentDescriptionDTO component = runtime.getComponentDescriptionDTOs(current("dawdling")).iterator().next();
        System.setProperty(DAWDLES, "true");
        try {
            runtime.disableComponent(component).getValue();
            runtime.enableComponent(component).getValue();
            await("it is told", () -> modules.history("dawdling").stream().anyMatch(swap -> swap.reason().contains(
                    "DawdlingServer.<init>")));

            load("ledger", "1.0.0", Outcome.LOADED);
            await("its servers have ended", () -> modules.history("dawdling").get(0).outcome() == Outcome.STOPPED);
            assertThat(modules.refusals()).anyMatch(refusal -> refusal.reason().contains("could not go over"));
        } finally {
            System.clearProperty(DAWDLES);
        }
        load("dawdling", "1.0.0", Outcome.LOADED);
        assertThat(call("dawdling", "hello")).isEqualTo("hello");
    }

    @Test
    public void aStartLevelThatFallsEndsTheServersAndOneThatRisesBringsThemBack() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);
        current("ledger").adapt(BundleStartLevel.class).setStartLevel(levels().getStartLevel() + 1);
        await("the servers have ended", () -> servers.servers().isEmpty());

        withStartLevel(1, () -> {
            await("they are back", () -> servers.whereis("ledger").isPresent());
            assertThat(call("ledger", "sum")).isEqualTo(0L);
            await(modules.unload("ledger"));
        });
    }

    @Test
    public void aStartLevelThatFallsAndRisesSoonLosesNoCall() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);
        withStartLevel(1, () -> {
            current("ledger").adapt(BundleStartLevel.class).setStartLevel(levels().getStartLevel());
            Clients clients = Clients.calling(servers.named("ledger"), "sum", 2, this::facts);
            try (clients) {
                withStartLevel(-1, () -> {});
                await("it runs again", () -> module("ledger").current().orElseThrow().bundleState().equals("ACTIVE"));
                clients.awaitProgress();
            }
            assertThat(clients.failures()).isEmpty();
            assertThat(call("ledger", "sum")).isEqualTo(4L);
            await(modules.unload("ledger"));
        });
    }

    private FrameworkStartLevel levels() {
        return context.getBundle(0).adapt(FrameworkStartLevel.class);
    }

    /** Raises or lowers the start level for a while, and waits until everybody has been told. */
    private void withStartLevel(int more, Runnable work) {
        int before = levels().getStartLevel();
        try {
            setStartLevel(before + more);
            work.run();
        } finally {
            setStartLevel(before);
        }
    }

    private void setStartLevel(int level) {
        CountDownLatch told = new CountDownLatch(1);
        FrameworkListener listener = event -> {
            if (event.getType() == FrameworkEvent.STARTLEVEL_CHANGED && levels().getStartLevel() == level) {
                told.countDown();
            }
        };
        context.addFrameworkListener(listener); // after the manager's, so it is told later
        try {
            levels().setStartLevel(level);
            await("start level " + level, () -> told.getCount() == 0);
        } finally {
            context.removeFrameworkListener(listener);
        }
    }

    // ---- installed by somebody else

    @Test
    public void aModuleThatSomebodyElseInstallsIsToldOfUntilItIsGone() {
        Bundle stranger = install("ledger", "1.2.0");

        await("it is told", () -> modules.refusals().stream().anyMatch(refusal -> refusal.source().contains("ledger")
                && refusal.reason().contains("module:load")));
        uninstall(stranger);
        await("it is told no more", () -> modules.refusals().isEmpty());
    }

    // ---- interleavings

    @Test
    public void updatesStopsAndLoadsAtOnceLoseNothing() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 7L);
        List<String> versions = List.of("1.0.0", "1.1.0", "1.2.0");
        Clients clients = Clients.calling(servers.named("ledger"), "sum", 2, this::facts);
        try (clients; ResidentRevisions watch = ResidentRevisions.watch(context, "ledger")) {
            Set<String> done = ConcurrentHashMap.newKeySet();
            Thread others = new Thread(() -> {
                for (int i = 0; i < 12 || done.size() < 3; i++) {
                    meddle(i, versions.get(i % 3), done);
                }
            });
            others.start();
            for (int i = 0; i < 12; i++) {
                load("ledger", versions.get((i + 1) % 3));
            }
            others.join(TimeUnit.SECONDS.toMillis(2 * Await.PATIENCE.toSeconds()));
            assertThat(others.isAlive()).isFalse();
            await("all is settled", () -> module("ledger").current().orElseThrow().bundleState().equals("ACTIVE"));
            clients.awaitProgress();
            assertThat(watch.most()).as(watch.crowd().toString()).isLessThanOrEqualTo(2);
        }
        assertThat(clients.failures()).isEmpty();
        assertThat(call("ledger", "sum")).isEqualTo(7L);
        modules.refusals().forEach(refusal -> modules.forget(refusal.source()));
    }

    /** @param done what did happen */
    private void meddle(int turn, String version, Set<String> done) {
        try {
            Bundle bundle = current("ledger");
            if (turn % 3 == 0) {
                update(bundle, "ledger", version);
                done.add("update");
            } else if (turn % 3 == 1) {
                bundle.stop();
                bundle.start();
                done.add("stop and start");
            } else {
                context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(bundle));
                done.add("refresh");
            }
        } catch (BundleException | IOException | IllegalStateException another) {
            return; // somebody has taken it away first
        }
    }

    private Bundle current(String module) {
        return context.getBundle(module(module).current().orElseThrow().bundleId());
    }

    private void update(Bundle bundle, String name, String version) throws BundleException, IOException {
        try (InputStream jar = Files.newInputStream(fixture(name, version))) {
            bundle.update(jar);
        }
    }
}
