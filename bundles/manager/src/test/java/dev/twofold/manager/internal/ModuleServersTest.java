/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.engine.Code;
import dev.twofold.engine.Engine;
import dev.twofold.engine.Gate;
import dev.twofold.engine.Migration;
import dev.twofold.engine.migration.Conversion;
import dev.twofold.module.ModulePolicy;
import dev.twofold.module.PurgePolicy;
import dev.twofold.module.RevisionId;
import dev.twofold.module.SwapStrategy;
import dev.twofold.module.UpgradePolicy;
import dev.twofold.server.Answer;
import dev.twofold.server.ExitReason;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.supervisor.ChildSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Version;

/** A revision is current, and what it adds is started, wherever the servers of the one before are. */
@Timeout(60)
class ModuleServersTest {

    private static final String MODULE = "crew";
    private static final Duration LONG = Duration.ofHours(1);

    private final Engine engine = new Engine();
    private final Bounded bounded = new Bounded();
    private final Holds holds = new Holds(engine);
    private final ModuleServers servers = new ModuleServers(engine, bounded, holds);
    private final Policies policies = new Policies(new Policies.Defaults(new ModulePolicy(UpgradePolicy.LOAD,
            PurgePolicy.KILL, SwapStrategy.ATOMIC, false, LONG, LONG, LONG, LONG), new Restarts(1, LONG), LONG));
    private final Revision first = revision("1.0.0", "ann");
    private final Revision second = revision("1.1.0", "ann", "ben");
    private final Revision third = revision("1.2.0", "ann", "ben");
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch woken = new CountDownLatch(1);

    /** Says which version it runs. */
    private final class Hand implements GenServer<String> {

        private final String version;

        Hand(String version) {
            this.version = version;
        }

        @Override
        public Init<String> init(Object argument, ServerContext context) throws InterruptedException {
            if (context.self().name().equals("sloth")) {
                begun.countDown();
                woken.await();
            }
            return Init.ok("");
        }

        @Override
        public Answer<String> handleCall(Object request, From from, String state, ServerContext context) {
            return new Reply<>(version, state);
        }
    }

    @BeforeEach
    void load() throws RefusedException {
        servers.open(first);
    }

    @AfterEach
    void close() {
        woken.countDown();
        holds.releaseAll();
        engine.close();
        bounded.close();
    }

    @Test
    void startsWhatTheNewRevisionAddsAndLeavesTheOthersAlone() {
        servers.use(second);
        ServerRef ann = engine.named("ann");

        assertThat(servers.startAdded(second)).isEmpty();

        assertThat(engine.named("ben").call("version")).isEqualTo("1.1.0");
        assertThat(ann.call("version")).isEqualTo("1.0.0");
        assertThat(children()).containsExactly("ben", "ann");
    }

    @Test
    void leavesAloneWhatSomebodyHasEnded() {
        servers.use(second);
        engine.supervisors().terminateChild(top(), "ann");

        assertThat(servers.startAdded(second)).isEmpty();

        assertThat(engine.whereis("ben")).isPresent();
        assertThat(engine.whereis("ann")).isEmpty();
    }

    @Test
    void leavesAloneWhatAnUpgradeHadAddedAndSomebodyHasEnded() throws Exception {
        try (Gate gate = engine.group(MODULE).closeGate(LONG)) {
            gate.change(second.codes(), carry(second), LONG);
            gate.commit();
        }
        servers.startAdded(second);
        engine.supervisors().terminateChild(top(), "ben");

        servers.use(third);
        assertThat(servers.startAdded(third)).isEmpty();
        servers.use(second);
        assertThat(servers.startAdded(second)).isEmpty();

        assertThat(engine.whereis("ben")).isEmpty();
    }

    @Test
    void waitsForASupervisorThatARedefinitionHasNotReachedYet() throws Exception {
        ExecutorService others = Executors.newCachedThreadPool();
        try {
            others.execute(() -> engine.supervisors().startChild(top(), ChildSpec.of("sloth", ServerSpec.of(MODULE,
                    "hand").named("sloth"))));
            begun.await();

            servers.redefine(second, carry(second), Duration.ZERO);
            CompletableFuture<Thread> thread = new CompletableFuture<>();
            Future<List<String>> problems = others.submit(() -> {
                thread.complete(Thread.currentThread());
                return servers.startAdded(second);
            });
            while (!problems.isDone() && thread.join().getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            woken.countDown();

            assertThat(problems.get()).isEmpty();
            assertThat(engine.named("ben").call("version")).isEqualTo("1.1.0");
        } finally {
            others.shutdown();
        }
    }

    @Test
    void startsAllIfTheSupervisorHasGivenUp() {
        servers.use(second);
        engine.sys().stop(top(), ExitReason.SHUTDOWN, Duration.ofSeconds(10));

        assertThat(servers.startAdded(second)).isEmpty();

        assertThat(engine.named("ann").call("version")).isEqualTo("1.1.0");
        assertThat(engine.whereis("ben")).isPresent();
    }

    @Test
    void tellsWhatDoesNotStart() {
        servers.use(second);
        engine.start(ServerSpec.of(MODULE, "hand").named("ben"));

        assertThat(servers.startAdded(second)).singleElement().asString().contains("'ben' is taken");

        assertThat(engine.named("ann").call("version")).isEqualTo("1.0.0");
    }

    @Test
    void startsLaterWhatItCannotStartWhileServersAreHeld() {
        servers.use(second);
        holds.hold(first, LONG, LONG);

        assertThat(servers.startAdded(second)).isEmpty();
        assertThat(engine.whereis("ben")).isEmpty();

        holds.release(MODULE);
        assertThat(servers.startOwed(second)).isEmpty();
        assertThat(engine.named("ben").call("version")).isEqualTo("1.1.0");
    }

    private Migration carry(Revision to) {
        Migration carry = new Migration(new Conversion(getClass().getClassLoader()));
        to.types().values().forEach(type -> carry.add(type.code(), List.of(), Optional.empty()));
        return carry;
    }

    private ServerRef top() {
        return TopSupervisor.find(engine, MODULE).orElseThrow();
    }

    private List<String> children() {
        return engine.supervisors().whichChildren(top()).stream().map(child -> child.id().orElseThrow()).toList();
    }

    private Revision revision(String version, String... start) {
        RevisionId id = new RevisionId(MODULE, new Version(version), "0".repeat(64));
        Hand hand = new Hand(version);
        Revision.Type type = new Revision.Type(1, hand, new Code<>(MODULE, version, "hand", hand), List.of(start),
                List.of());
        Revision revision = new Revision(new StoredJar(id, Path.of("crew.jar"), false), null, Map.of("hand", type),
                Optional.empty());
        return new Revision(revision.jar(), null, revision.types(), Optional.of(engine.supervisor(MODULE, version,
                TopSupervisor.TYPE, new TopSupervisor(MODULE, revision.children(), policies))));
    }
}
