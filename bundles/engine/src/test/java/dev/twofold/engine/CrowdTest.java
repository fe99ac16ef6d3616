/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.server.Answer;
import dev.twofold.server.Down;
import dev.twofold.server.Exit;
import dev.twofold.server.ExitReason;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Monitor;
import dev.twofold.server.Next;
import dev.twofold.server.NoReply;
import dev.twofold.server.NonBlocking;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Very many servers, and very many that belong together. */
class CrowdTest extends PuppetStage {

    private static final int CROWD = 1_000_000;
    private static final int MANY = 100_000;

    /** A server that is run by its callers and costs little. */
    @NonBlocking
    private static final class Small implements GenServer<Object> {

        private final AtomicInteger downs = new AtomicInteger();

        @Override
        public Init<Object> init(Object argument, ServerContext context) {
            return Init.ok("small");
        }

        @Override
        public Answer<Object> handleCall(Object request, From from, Object state, ServerContext context)
                throws Exception {
            return new Reply<>(request instanceof Puppet.Act act ? act.run(context) : request, state);
        }

        @Override
        public Next<Object> handleInfo(Object message, Object state, ServerContext context) {
            if (message instanceof Down || message instanceof Exit) {
                downs.incrementAndGet();
            }
            return new NoReply<>(state);
        }
    }

    private final Small small = new Small();
    private final ServerGroup crowd = engine.group("crowd");
    private final LeakWatch leaks = new LeakWatch();

    @BeforeEach
    void loadSmall() {
        crowd.load(Map.of("small", new Code<>("crowd", "1", "small", small)));
    }

    @AfterEach
    void leavesNoThread() {
        engine.close();
        leaks.assertNone();
    }

    private static ServerSpec small() {
        return ServerSpec.of("crowd", "small").initWithin(LONG);
    }

    private List<ServerRef> startMany(int count) {
        List<ServerRef> servers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            servers.add(engine.start(small()));
        }
        return servers;
    }

    private static Object ask(ServerRef server, Puppet.Act act) {
        return server.call((Object) act, LONG);
    }

    @Test
    void startsCallsAndKillsAMillionServers() {
        List<ServerRef> servers = startMany(CROWD);
        assertThat(crowd.members()).hasSize(CROWD);
        for (int i = 0; i < CROWD; i += 1000) {
            assertThat(servers.get(i).call("hello", LONG)).isEqualTo("hello");
        }
        assertThat(crowd.kill(crowd.codes().values())).isEqualTo(CROWD);
        assertThat(crowd.members()).isEmpty();
        assertThat(engine.start(small()).isAlive()).isTrue();
    }

    @Test
    void endsALongChainOfLinksWhenTheFirstOneDies() {
        List<ServerRef> chain = startMany(MANY);
        for (int i = 1; i < MANY; i++) {
            ServerRef before = chain.get(i - 1);
            ask(chain.get(i), context -> {
                context.link(before);
                return "linked";
            });
        }
        engine.sys().exit(chain.get(0), ExitReason.of("boom"));
        awaitAllEnded();
        assertThat(chain).noneMatch(ServerRef::isAlive);
        assertThat(((Server) chain.get(MANY - 1)).exit()).isEqualTo(ExitReason.of("boom"));
    }

    @Test
    void endsALongLineOfDescendantsWhenTheFirstOneIsKilled() {
        ServerRef first = engine.start(small());
        ServerRef last = first;
        for (int i = 1; i < MANY; i++) {
            last = (ServerRef) ask(last, context -> context.startLink(small()));
        }
        kill(first);
        awaitAllEnded();
        assertThat(((Server) last).exit()).isEqualTo(ExitReason.KILLED);
    }

    private void awaitAllEnded() {
        await("all have ended", () -> crowd.members().isEmpty());
    }

    @Test
    void tellsAHundredThousandMonitorsOfOneWatcher() {
        ServerRef watched = engine.start(small());
        ServerRef watcher = engine.start(small());
        ask(watcher, context -> {
            for (int i = 0; i < MANY; i++) {
                context.monitor(watched);
            }
            return "watching";
        });
        assertThat(((Server) watched).watchers()).isEqualTo(MANY);
        kill(watched);
        await("it has been told", () -> small.downs.get() == MANY);
        assertThat(watcher.call("alive", LONG)).isEqualTo("alive");
    }

    @Test
    void tellsManyWhoAreLinkedToOneAndWatchIt() {
        ServerRef first = engine.start(small());
        List<ServerRef> servers = startMany(MANY / 5);
        for (ServerRef server : servers) {
            ask(server, context -> {
                context.trapExits(true);
                context.link(first);
                return context.monitor(first);
            });
        }
        kill(first);
        await("all have been told twice", () -> small.downs.get() == 2 * servers.size());
    }

    @Test
    void takesAHundredThousandMonitorsBack() throws Exception {
        ServerRef watched = engine.start(small());
        List<Monitor> monitors = new ArrayList<>();
        ask(engine.start(small()), context -> {
            for (int i = 0; i < MANY; i++) {
                monitors.add(context.monitor(watched));
            }
            return "watching";
        });
        clients.submit(() -> monitors.forEach(Monitor::demonitor)).get(10, TimeUnit.SECONDS);
        assertThat(((Server) watched).watchers()).isZero();
        kill(watched);
        assertThat(small.downs).hasValue(0);
    }
}
