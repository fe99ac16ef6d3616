/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.module.Outcome;
import dev.twofold.module.PurgedRevision;
import dev.twofold.module.PurgedRevision.Holder;
import dev.twofold.module.PurgedRevision.Kind;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.UpgradePolicy;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.ExitReason;
import java.lang.reflect.Array;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** What is shown of revisions that have gone and are held all the same. */
public class PurgeWatchIT extends TwofoldIT {

    @Test
    public void aRevisionIsShownUntilNobodyHoldsItsClasses() throws ReflectiveOperationException {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        Object[] kept = { current("ledger").loadClass("dev.twofold.itest.modules.ledger.Ledger") };
        await(modules.unload("ledger"));

        await("only what is held is shown", () -> collect().equals(List.of("ledger 1.1.0")));
        assertThat(holders("ledger 1.1.0")).isEmpty();

        assertThat(kept[0]).isNotNull();
        kept[0] = null;
        await("nothing is shown any more", () -> collect().isEmpty());
    }

    @Test
    public void aRevisionThatSomebodyElseHasUninstalledIsShownAsWell() throws ReflectiveOperationException {
        load("ledger", "1.0.0", Outcome.LOADED);
        Bundle bundle = current("ledger");
        Object[] kept = { bundle.loadClass("dev.twofold.itest.modules.ledger.Ledger") };
        uninstall(bundle);
        await(modules.unload("ledger"));

        await("it is shown", () -> collect().equals(List.of("ledger 1.0.0")));
        assertThat(kept[0]).isNotNull();
        kept[0] = null;
        await("nothing is shown any more", () -> collect().isEmpty());
    }

    @Test
    public void classesThatARefreshHasLeftAreShownAsWell() throws ReflectiveOperationException {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        Object[] kept = { current("ledger").loadClass("dev.twofold.itest.modules.ledger.Ledger") };

        context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(current("ledger")));

        await("it is shown", () -> collect().equals(List.of("ledger 1.1.0")));
        await("no server has them", () -> holders("ledger 1.1.0").isEmpty());
        assertThat(kept[0]).isNotNull();
        kept[0] = null;
        await("nothing is shown any more", () -> collect().isEmpty());
    }

    @Test
    public void aRefusedRevisionGoesAsWell() {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ThrowingChange", "2.0.0", Outcome.REFUSED);
        await("it is collected", () -> collect().isEmpty());
        load("ledger", "1.1.0", Outcome.UPGRADED);
        await("as far as refused", () -> collect().isEmpty());
    }

    @Test
    public void aBundleThatIsWiredToARevisionIsNamed() {
        load("selfish", "1.0.0", Outcome.LOADED);
        Bundle user = install("word-user", "1.0.0");
        start(user);
        await(modules.unload("selfish"));

        await("it is held", () -> holders("selfish 1.0.0").stream().anyMatch(holder -> holder.kind() == Kind.BUNDLE));
        assertThat(holders("selfish 1.0.0")).filteredOn(holder -> holder.kind() == Kind.BUNDLE).singleElement()
                .satisfies(holder -> assertThat(holder.toString()).contains("word-user").contains(
                        "dev.twofold.itest.modules.selfish.words"));

        uninstall(user);
        context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(null);
        await("nothing is shown any more", () -> collect().isEmpty());
    }

    @Test
    public void aThreadThatDoesNotComeBackFromPurgedCodeIsReplacedAndNamed() throws Exception {
        install("echo-words", "1.0.0");
        load("echo", "1.0.0", Outcome.LOADED);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Object> call = servers.named("echo").sendRequest(release).toCompletableFuture();
        try {
            assertThat(await(modules.load(fixture("echo", "1.1.0"), SwapOptions.DEFAULTS.upgrade(UpgradePolicy.LOAD)))
                    .outcome()).isEqualTo(Outcome.LOADED);
            assertThat(await(modules.purge("echo")).outcome()).isEqualTo(Outcome.PURGED);

            assertThat(reason(call)).isEqualTo(ExitReason.KILLED);
            await("it is restarted", () -> servers.named("echo").isAlive());
            assertThat(call("echo", "ping")).isEqualTo("1.1.0");
            collect();
            assertThat(holders("echo 1.0.0")).filteredOn(holder -> holder.kind() == Kind.THREAD).singleElement()
                    .satisfies(holder -> assertThat(holder.detail()).contains("EchoServer.await"));
            assertThat(module("echo").lingering()).hasToString("[echo 1.0.0]");
        } finally {
            release.countDown();
        }
        await("it does not linger", () -> module("echo").lingering().isEmpty());
        await("nothing is shown any more", () -> collect().isEmpty());
    }

    @Test
    public void messagesThatWaitForAServerOfAnotherModuleAreNamed() throws ReflectiveOperationException {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("counter", "1.0.0", Outcome.LOADED);
        sys.suspend(servers.named("counter"), Await.PATIENCE);
        servers.named("counter").cast(Array.newInstance(
                current("ledger").loadClass("dev.twofold.itest.modules.ledger.Ledger"), 1));
        await(modules.unload("ledger"));

        await("it is held", () -> !collect().isEmpty() && !holders("ledger 1.0.0").isEmpty());
        assertThat(holders("ledger 1.0.0")).singleElement().hasToString("message counter: 1 message waits for it");

        sys.resume(servers.named("counter"));
        await("nothing is shown any more", () -> collect().isEmpty());
    }

    @Test
    public void anOldRevisionIsStoppedWhenItsLastServerEnds() {
        install("echo-words", "1.0.0");
        load("echo", "1.0.0", Outcome.LOADED);
        Bundle old = current("echo");
        await(modules.load(fixture("echo", "1.1.0"), SwapOptions.DEFAULTS.upgrade(UpgradePolicy.LOAD)));
        assertThat(old.getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(call("echo", "ping")).isEqualTo("1.0.0");

        sys.exit(servers.named("echo"), ExitReason.KILL);

        await("the old revision is stopped", () -> old.getState() == Bundle.RESOLVED);
        assertThat(old.getRegisteredServices()).isNull();
        await("the server runs the current one", () -> servers.named("echo").isAlive());
        assertThat(call("echo", "ping")).isEqualTo("1.1.0");
    }

    private static ExitReason reason(CompletableFuture<?> call) throws InterruptedException, TimeoutException {
        try {
            throw new AssertionError("answered " + call.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS));
        } catch (ExecutionException failed) {
            return ((CallFailedException) failed.getCause()).reason();
        }
    }

    private Bundle current(String module) {
        Bundle bundle = context.getBundle(module(module).current().orElseThrow().bundleId());
        assertThat(bundle.adapt(BundleWiring.class)).isNotNull();
        return bundle;
    }

    /** What is shown after a collection. */
    private List<String> collect() {
        System.gc();
        return modules.uncollected().stream().map(gone -> gone.id().toString()).toList();
    }

    private List<Holder> holders(String revision) {
        return modules.uncollected().stream().filter(gone -> gone.id().toString().equals(revision))
                .map(PurgedRevision::holders).findFirst().orElse(List.of());
    }
}
