/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.engine.Engine;
import dev.twofold.module.ModulePolicy;
import dev.twofold.module.PurgePolicy;
import dev.twofold.module.RevisionId;
import dev.twofold.module.SwapStrategy;
import dev.twofold.module.UpgradePolicy;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;
import org.osgi.framework.startlevel.BundleStartLevel;

/** The framework throws when a bundle goes while it is asked about it. */
@Timeout(60)
class VanishingBundleTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final long POLL_NANOS = 1_000_000;

    private final Engine engine = new Engine();
    private final SerialQueue queue = new SerialQueue("test");

    @AfterEach
    void close() {
        queue.end(LONG);
        engine.close();
    }

    @Test
    void hasNoStartLevelThatIsTooHigh() {
        for (RuntimeException gone : List.of(new IllegalStateException("uninstalled"), new IllegalArgumentException(
                "uninstalled"))) {
            BundleStartLevel level = stub(BundleStartLevel.class, method -> {
                throw gone;
            });
            Bundle bundle = stub(Bundle.class, method -> method.equals("adapt") ? level : 0);

            assertThat(loader().isTooLow(revision(bundle))).isFalse();
        }
    }

    @Test
    void isLookedAtAgain() throws InterruptedException {
        CountDownLatch looks = new CountDownLatch(2);
        Bundle bundle = stub(Bundle.class, method -> {
            looks.countDown();
            throw new IllegalStateException("it is being uninstalled");
        });
        Policies policies = policies();
        Modules modules = new Modules(engine, policies, null);
        Revision current = revision(bundle);
        modules.put(Slots.empty("meter").with(Optional.of(current), Optional.empty()));
        Holds holds = new Holds(engine);
        holds.hold(current, LONG, LONG);

        hands(policies, modules, holds).held("meter");

        assertThat(looks.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(holds.find("meter")).isPresent();
        modules.remove("meter");
        while (holds.find("meter").isPresent()) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private ForeignHands hands(Policies policies, Modules modules, Holds holds) {
        InPlace inPlace = new InPlace(loader(), null, modules, new ModuleServers(engine, null, holds), null, null,
                holds, policies);
        return new ForeignHands(queue, Clock.systemUTC(), null, null, null, inPlace, holds, new OwnHands(), policies,
                modules, new Refusals());
    }

    private static Loader loader() {
        return new Loader(null, null, null, null, policies(), null, null, new OwnHands(), null, Runnable::run);
    }

    private static Policies policies() {
        ModulePolicy policy = new ModulePolicy(UpgradePolicy.AUTO, PurgePolicy.KILL, SwapStrategy.ATOMIC, false, LONG,
                LONG, LONG, LONG);
        return new Policies(new Policies.Defaults(policy, new Restarts(1, LONG), LONG));
    }

    private static Revision revision(Bundle bundle) {
        RevisionId id = new RevisionId("meter", new Version("1.0.0"), "0".repeat(64));
        return Revision.inactive(new StoredJar(id, Path.of("meter.jar"), false), bundle);
    }

    /** What the framework gives, as far as it is asked. */
    private static <T> T stub(Class<T> type, Function<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method,
                arguments) -> answers.apply(method.getName())));
    }
}
