/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.options;

import dev.twofold.module.Outcome;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapReport;
import dev.twofold.module.UpgradePolicy;
import dev.twofold.samples.counter.api.Increment;
import dev.twofold.server.ServerStatus;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.inject.Inject;
import org.junit.Test;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.cm.ConfigurationAdminOptions;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.condition.Condition;

/** What becomes of a module when somebody else takes its bundle away once more, while the first time is being settled. */
public class MeanwhileIT extends TwofoldIT {

    private static final long GRACE_MS = 2_000;
    private static final String CONDITIONS = "(" + Constants.OBJECTCLASS + "=" + Condition.class.getName() + ")";

    @Inject
    private ServiceComponentRuntime runtime;

    @Override
    protected Option[] extras() {
        return options(ConfigurationAdminOptions.newConfiguration("twofold.manager").put("grace.limit.ms", GRACE_MS)
                .put("gate.limit.ms", 500)
                .asOption());
    }

    // ---- it is back, and that is being told

    @Test
    public void aBundleThatIsUninstalledWhenItHasJustBeenPutBackIsPutBackAgain() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);
        Clients clients = Clients.calling(servers.named("ledger"), "sum", 2, this::facts);
        try (clients) {
            whenItIsBack(this::uninstall);
            awaitActive();
            clients.awaitProgress();
        }

        assertThat(clients.failures()).isEmpty();
        assertThat(call("ledger", "sum")).isEqualTo(4L);
        assertThat(moduleBundles()).singleElement().isEqualTo(current());
    }

    @Test
    public void aBundleThatIsUpdatedWhenItHasJustBeenPutBackIsUpgraded() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);
        Clients clients = Clients.calling(servers.named("ledger"), "sum", 2, this::facts);
        try (clients) {
            whenItIsBack(this::update);
            awaitRevision("ledger", "1.1.0");
            clients.awaitProgress();
        }

        assertThat(clients.failures()).isEmpty();
        assertThat(call("ledger", "sum")).isEqualTo(4L);
        rollBack("ledger");
        assertThat(call("ledger", "sum")).isEqualTo(4L);
    }

    @Test
    public void aBundleThatIsStoppedWhenItHasJustBeenPutBackEndsItsServersAfterTheGrace() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);

        whenItIsBack(MeanwhileIT::stop);

        awaitEnd();
        current().start();
        await("they are back", () -> servers.whereis("ledger").isPresent());
    }

    @Test
    public void aComponentThatIsDisabledWhenItHasJustComeBackEndsItsServersAfterTheGrace() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);

        whenItIsBack(this::disable);

        awaitEnd();
        assertThat(modules.refusals()).anyMatch(refusal -> refusal.reason().contains("not complete any more"));
    }

    /** Takes the bundle away, and does something when the servers have got it back and the operation is not over yet. */
    private void whenItIsBack(Deed deed) throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        ServiceListener current = event -> {
            if (event.getType() == ServiceEvent.REGISTERED && done.getCount() > 0) {
                done.countDown();
                deed.run(current());
            }
        };
        SynchronousBundleListener started = event -> {
            if (event.getType() == BundleEvent.STARTED && done.getCount() > 0) {
                listen(event.getBundle(), current);
            }
        };
        context.addBundleListener(started);
        try {
            uninstall(current());
            assertThat(done.await(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(facts()).isTrue();
        } finally {
            context.removeBundleListener(started);
        }
    }

    /** Only a bundle itself sees that its revision becomes current. */
    private static void listen(Bundle bundle, ServiceListener current) {
        try {
            bundle.getBundleContext().addServiceListener(current, CONDITIONS);
        } catch (InvalidSyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** What somebody does to a bundle. */
    private interface Deed {
        void run(Bundle bundle);
    }

    // ---- an operation lets go of what was held

    @Test
    public void aBundleThatIsUninstalledBeforeAJointLoadThatIsRefusedIsPutBack() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);
        load("counter", "2.0.0", Outcome.LOADED);
        call("counter", new Increment(1));
        CompletableFuture<CompletionStage<List<SwapReport>>> joint = new CompletableFuture<>();
        AtomicInteger starts = new AtomicInteger();
        SynchronousBundleListener stranger = event -> {
            if (event.getType() == BundleEvent.STARTED && starts.getAndIncrement() == 0) {
                joint.complete(modules.loadTogether(files(), SwapOptions.DEFAULTS));
                uninstall(current());
            }
        };
        context.addBundleListener(stranger);
        try {
            load("crew", "1.0.0", Outcome.LOADED);
        } finally {
            context.removeBundleListener(stranger);
        }

        assertThat(await(joint.get())).allMatch(SwapReport::refused).extracting(SwapReport::reason).allMatch(
                reason -> reason.contains("cannot tell the largest"));
        awaitActive();
        assertThat(call("ledger", "sum")).isEqualTo(4L);
    }

    private List<Path> files() {
        return List.of(fixture("counter", "2.1.0"), fixture("ledger", "1.0.0"));
    }

    // ---- a server that does not come to rest

    @Test
    public void aBundleThatIsUninstalledWhileAServerIsBusyForLongIsPutBackWhenItIsAtRest() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);
        CountDownLatch busy = new CountDownLatch(1);
        CompletableFuture<Object> answer = CompletableFuture.supplyAsync(() -> call("ledger", busy));
        await("it is busy", () -> server("ledger").status() == ServerStatus.RUNNING);

        uninstall(current());
        await("it does not come to rest in time", () -> module("ledger").lastReport().orElseThrow().refused());
        busy.countDown();

        assertThat(answer.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(true);
        awaitActive();
        assertThat(call("ledger", "sum")).isEqualTo(4L);
    }

    // ---- an old revision becomes current

    @Test
    public void goesBackToAnOldRevisionThatIsStoppedWhileServersRunIt() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);
        await(modules.load(fixture("ledger", "1.1.0"), SwapOptions.DEFAULTS.upgrade(UpgradePolicy.LOAD)));
        Bundle old = context.getBundle(module("ledger").old().orElseThrow().bundleId());
        Clients clients = Clients.calling(servers.named("ledger"), "sum", 2, this::facts);
        try (clients) {
            old.stop();
            rollBack("ledger");
            awaitActive();
            clients.awaitProgress();
        }

        assertThat(clients.failures()).isEmpty();
        assertThat(server("ledger").version()).isEqualTo("1.0.0");
        assertThat(call("ledger", "sum")).isEqualTo(4L);
    }

    // ---- what somebody does

    private Bundle current() {
        return context.getBundle(module("ledger").current().orElseThrow().bundleId());
    }

    private static void stop(Bundle bundle) {
        try {
            bundle.stop();
        } catch (BundleException failed) {
            throw new AssertionError(failed);
        }
    }

    private void update(Bundle bundle) {
        try (InputStream jar = Files.newInputStream(fixture("ledger", "1.1.0"))) {
            bundle.update(jar);
        } catch (BundleException | IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private void disable(Bundle bundle) {
        try {
            runtime.disableComponent(runtime.getComponentDescriptionDTOs(bundle).iterator().next()).getValue();
        } catch (InvocationTargetException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    // ---- waiting

    private void awaitActive() {
        await("it is active", () -> module("ledger").current().orElseThrow().bundleState().equals("ACTIVE")
                && module("ledger").current().orElseThrow().servers() == 1);
    }

    private void awaitEnd() {
        await("its servers have ended", () -> module("ledger").lastReport().orElseThrow().outcome() == Outcome.STOPPED
                && servers.servers().isEmpty());
    }
}
