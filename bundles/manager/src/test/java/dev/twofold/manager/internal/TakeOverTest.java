/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.engine.Engine;
import dev.twofold.module.ModulePolicy;
import dev.twofold.module.PurgePolicy;
import dev.twofold.module.RevisionId;
import dev.twofold.module.SwapStrategy;
import dev.twofold.module.UpgradePolicy;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;

/** Nothing is left of what somebody has put into a bundle, whatever goes wrong while that is loaded. */
@Timeout(60)
class TakeOverTest {

    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    private Path folder;

    private final Engine engine = new Engine();
    private final SerialQueue queue = new SerialQueue("test");
    private final AtomicInteger asked = new AtomicInteger();
    private Store store;

    @BeforeEach
    void openStore() throws RefusedException {
        store = new Store(folder.resolve("data"), Long.MAX_VALUE, new Disk());
        store.open();
    }

    @AfterEach
    void close() {
        queue.end(LONG);
        store.close();
        engine.close();
    }

    @Test
    void leavesNothingIfTheBundleGoesWhileItIsRead() {
        Bundle bundle = bundle(() -> {
            throw new NullPointerException("its content is closed");
        });

        assertThatThrownBy(() -> store.jarOf(bundle)).isInstanceOf(RefusedException.class).hasMessageContaining(
                "what somebody has put into bundle 7 cannot be read", "drop the jar into the folder instead");

        assertThat(folder.resolve("data/incoming")).isEmptyDirectory();
    }

    @Test
    void leavesNothingOfAnErrorEither() {
        Bundle bundle = bundle(() -> {
            throw new StackOverflowError();
        });

        assertThatThrownBy(() -> store.jarOf(bundle)).isInstanceOf(StackOverflowError.class);

        assertThat(folder.resolve("data/incoming")).isEmptyDirectory();
    }

    @Test
    void leavesNothingIfTheBundleCannotBePutBack() throws Exception {
        Path manifest = Files.writeString(folder.resolve("MANIFEST.MF"), "Manifest-Version: 1.0\n");
        Bundle bundle = bundle(() -> manifest.toUri().toURL());
        Clock broken = new Clock() {

            @Override
            public Instant instant() {
                asked.incrementAndGet();
                throw new IllegalStateException("on purpose, when the operation that puts it back begins");
            }

            @Override
            public ZoneId getZone() {
                throw new UnsupportedOperationException();
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }
        };

        hands(bundle, broken).resumeWaiting();
        queue.end(LONG);

        assertThat(asked.get()).isPositive();
        assertThat(folder.resolve("data/incoming")).isEmptyDirectory();
    }

    /** A module whose bundle somebody has updated, and whose servers do not run. */
    private ForeignHands hands(Bundle bundle, Clock clock) {
        Policies policies = new Policies(new Policies.Defaults(new ModulePolicy(UpgradePolicy.AUTO, PurgePolicy.KILL,
                SwapStrategy.ATOMIC, false, LONG, LONG, LONG, LONG), new Restarts(1, LONG), LONG));
        Modules modules = new Modules(engine, policies, null);
        RevisionId id = new RevisionId("meter", new Version("1.0.0"), "0".repeat(64));
        Revision current = Revision.inactive(new StoredJar(id, Path.of("meter.jar"), false), bundle);
        modules.put(Slots.empty("meter").with(Optional.of(current), Optional.empty()));
        Loader loader = new Loader(null, null, null, null, policies, null, null, new OwnHands(), null, Runnable::run);
        loader.updated(bundle);
        Holds holds = new Holds(engine);
        Restoring restoring = new Restoring(null, store, loader, modules, null, null, policies);
        Operations operations = new Operations(queue, null, clock, restoring, null, null, modules, new Refusals(), null,
                new Announcements(), null, null, new UnderWay());
        return new ForeignHands(queue, clock, operations, null, restoring, new InPlace(loader, store, modules, null,
                null, null, holds, policies), holds, new OwnHands(), policies, modules, new Refusals());
    }

    /** What a bundle has of an entry. */
    private interface Entry {
        URL get() throws IOException;
    }

    /** A bundle with nothing but a manifest. */
    private static Bundle bundle(Entry manifest) {
        return (Bundle) Proxy.newProxyInstance(Bundle.class.getClassLoader(), new Class<?>[] { Bundle.class }, (proxy,
                method, arguments) -> switch (method.getName()) {
                    case "getBundleId" -> 7L;
                    case "getState" -> Bundle.ACTIVE;
                    case "findEntries" -> Collections.enumeration(List.<URL>of());
                    case "getEntry" -> manifest.get();
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
