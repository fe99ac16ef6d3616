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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;

/** Services that go of a bundle beside the current one. */
@Timeout(60)
class ForeignHandsTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final String QUEUE = "test queue";

    private final Engine engine = new Engine();
    private final SerialQueue queue = new SerialQueue(QUEUE);
    private final OwnHands own = new OwnHands();
    private final Set<String> lookers = ConcurrentHashMap.newKeySet();
    private final Bundle beside = stub(method -> 7L);
    private ForeignHands hands;

    @BeforeEach
    void make() {
        ModulePolicy policy = new ModulePolicy(UpgradePolicy.AUTO, PurgePolicy.KILL, SwapStrategy.ATOMIC, false, LONG,
                LONG, LONG, LONG);
        Policies policies = new Policies(new Policies.Defaults(policy, new Restarts(1, LONG), LONG));
        Modules modules = new Modules(engine, policies, null);
        RevisionId id = new RevisionId("meter", new Version("1.0.0"), "0".repeat(64));
        Bundle current = stub(method -> { // is asked whether it is the one
            lookers.add(Thread.currentThread().getName());
            return false;
        });
        modules.put(Slots.empty("meter").with(Optional.of(Revision.inactive(new StoredJar(id, Path.of("meter.jar"),
                false), current)), Optional.empty()));
        Holds holds = new Holds(engine);
        InPlace inPlace = new InPlace(null, null, modules, null, null, null, holds, policies);
        hands = new ForeignHands(queue, Clock.systemUTC(), null, null, null, inPlace, holds, own, policies, modules,
                new Refusals());
    }

    @AfterEach
    void close() {
        queue.end(LONG);
        engine.close();
    }

    private boolean isLookedAtLater() {
        lookers.clear();
        hands.serviceGoes(beside);
        queue.end(LONG);
        return lookers.contains(QUEUE);
    }

    @Test
    void isLookedAtLaterIfSomebodyElseTakesThemAway() {
        assertThat(isLookedAtLater()).isTrue();
    }

    @Test
    void isNotLookedAtIfTheManagerItselfDoes() {
        own.take(beside);

        assertThat(isLookedAtLater()).isFalse();
        assertThat(lookers).contains(Thread.currentThread().getName());
    }

    private static Bundle stub(Function<String, Object> answers) {
        return (Bundle) Proxy.newProxyInstance(Bundle.class.getClassLoader(), new Class<?>[] { Bundle.class }, (proxy,
                method, arguments) -> answers.apply(method.getName()));
    }
}
