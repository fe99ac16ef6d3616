/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.server.Binding;
import dev.twofold.server.ExitReason;
import dev.twofold.server.From;
import dev.twofold.server.MailboxLimit;
import dev.twofold.server.NoReply;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.SysEvent;
import dev.twofold.server.Trace;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Restart;
import dev.twofold.supervisor.SupervisorSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers of other modules, which go on, keep nothing of a module whose servers they dealt with. */
class NeighbourPinTest extends PinStage {

    private static final Duration SHORT = Duration.ofMillis(20);

    private final PinnedLoader next = new PinnedLoader("2");

    // ---- links, monitors, names

    @ParameterizedTest
    @EnumSource
    void wasLinkedAndWatched(Ending ending) throws Exception {
        ServerRef survivor = start("survivor");
        assertForgotten(ending, module -> {
            for (int i = 0; i < 3; i++) {
                ServerRef server = engine.start(spec("patient").named("a" + i));
                survivor.call(Puppet.act(context -> {
                    context.trapExits(true);
                    context.link(server);
                    context.monitor(server).demonitor();
                    return context.monitor(server);
                }), LONG);
                server.call(module.message("monitor", survivor), LONG);
                server.call(module.message("link", survivor), LONG);
            }
        });
        assertThat(survivor.call("still there", LONG)).isEqualTo("still there");
        assertThat(engine.servers()).extracting("name").containsExactly("survivor");
    }

    @ParameterizedTest
    @EnumSource
    void wasTheParentAndTheChild(Ending ending) throws Exception {
        ServerRef survivor = start("survivor");
        survivor.call(Puppet.act(context -> context.trapExits(true)), LONG);
        assertForgotten(ending, module -> {
            ServerRef child = (ServerRef) survivor.call(Puppet.act(context -> context.startLink(
                    spec("patient").with(module.message("nothing")))), LONG);
            kept.add(child.call(module.message("start", spec()), LONG));
        });
        kept.add(survivor);
    }

    @Test
    void awaitsItsEndAgainAndAgain() throws Exception {
        ServerRef survivor = start("survivor");
        assertForgotten(Ending.KILL, module -> {
            ServerRef server = engine.start(spec("patient"));
            survivor.call(Puppet.act(context -> engine.awaitEnd(server, SHORT)), LONG);
        });
    }

    // ---- requests

    @Test
    void hasNeverAnsweredTheRequestOfACall() throws Exception {
        assertHasNeverAnswered((module, server, request) -> server.call(request, LONG));
    }

    @Test
    void hasNeverAnsweredTheRequestOfACast() throws Exception {
        assertHasNeverAnswered((module, server, request) -> {
            server.cast(request);
            server.call(module.message("hello"), LONG);
        });
    }

    private interface Sending {
        void run(PinnedLoader module, ServerRef server, Object request);
    }

    private void assertHasNeverAnswered(Sending sending) throws Exception {
        ServerRef survivor = engine.start(spec().with("nothing yet"));
        Object later = Puppet.step((state, context) -> new NoReply<>(state));
        assertForgotten(Ending.KILL, module -> {
            ServerRef server = engine.start(spec("patient"));
            sending.run(module, server, module.message("request", new Object[] { survivor, later }));
            assertThat(survivor.call("in between", LONG)).isEqualTo("in between");
        });
        assertThat(survivor.call("still there", LONG)).isEqualTo("still there");
    }

    @Test
    void keepsRequestsThatItDoesNotGetTo() throws Exception {
        ServerRef survivor = start("survivor");
        engine.sys().suspend(survivor, LONG);
        assertForgotten(Ending.KILL, module -> {
            ServerRef server = engine.start(spec("patient"));
            server.cast(module.message("request", new Object[] { survivor, "held" }));
            server.call(module.message("request", new Object[] { survivor, "held" }), LONG);
        });
        assertThat(waiting(survivor)).isEqualTo(2);
    }

    @Test
    void wasAskedByACallbackThatWasKilled() throws Exception {
        ServerRef survivor = start("survivor");
        occupy(survivor);
        assertForgotten(Ending.KILL, module -> {
            ServerRef server = engine.start(spec("patient"));
            server.cast(module.message("ask", survivor));
            await("it asks", () -> waiting(survivor) == 1);
            kill(server);
            release.countDown();
        });
    }

    @Test
    void hasAskedForWhatIsNeverAnswered() throws Exception {
        ServerRef survivor = start("survivor");
        assertForgotten(Ending.KILL, module -> {
            ServerRef server = engine.start(spec("patient"));
            survivor.call(Puppet.act(context -> {
                kept.add(server.sendRequest(module.message("answer later", kept)));
                return "asked";
            }), LONG);
            server.call(module.message("hello"), LONG);
        });
        assertThat(kept).hasAtLeastOneElementOfType(From.class);
    }

    // ---- messages that wait when a server is killed

    @Test
    void waitedForRoom() throws Exception {
        assertForgotten(Ending.KILL, module -> {
            ServerRef server = engine.start(spec("patient").limited(new MailboxLimit(1, LONG)));
            CountDownLatch hanging = hang(module, server);
            server.cast(module.message("waits"));
            Future<?> client = clients.submit(() -> server.cast(module.message("waits for room")));
            Future<?> other = clients.submit(() -> server.sendRequest(module.message("waits for room")));
            kill(server);
            client.get(10, TimeUnit.SECONDS);
            other.get(10, TimeUnit.SECONDS);
            hanging.countDown();
            kept.add(server);
        });
    }

    @Test
    void sentToAServerThatWasSuspended() throws Exception {
        assertForgotten(Ending.KILL, module -> {
            for (String type : new String[] { "patient", "lender" }) {
                ServerRef server = engine.start(spec(type).with(module.message("nothing")));
                engine.sys().suspend(server, LONG);
                for (int i = 0; i < 100; i++) {
                    server.cast(module.message("waits"));
                    kept.add(server.sendRequest(module.message("waits")));
                    server.send(module.message("waits"));
                }
                kept.add(server);
            }
        });
    }

    @Test
    void sentToAServerThatHung() throws Exception {
        CountDownLatch[] hanging = new CountDownLatch[1];
        var loader = used(module -> {
            ServerRef server = engine.start(spec("patient"));
            hanging[0] = hang(module, server);
            for (int i = 0; i < 100; i++) {
                server.cast(module.message("waits"));
                kept.add(server.sendRequest(module.message("waits")));
            }
            kept.add(server);
            end(module, Ending.KILL);
            server.cast(module.message("comes too late"));
            kept.add(server.sendRequest(module.message("comes too late")));
        });
        engine.forgetRemovedCode();
        hanging[0].countDown();
        assertCollected(loader);
    }

    @Test
    void sentBehindTheGate() throws Exception {
        assertForgotten(Ending.KILL, module -> {
            ServerRef server = engine.start(spec("patient"));
            try (Gate gate = pinned.closeGate(LONG)) {
                server.cast(module.message("held"));
                kept.add(server.sendRequest(module.message("held")));
                kept.add(gate);
                kept.add(server);
                kill(server);
            }
        });
    }

    // ---- operators

    @Test
    void wasTracedByAFunctionThatWasRemoved() throws Exception {
        ServerRef survivor = start("survivor");
        assertForgotten(Ending.KILL, module -> {
            @SuppressWarnings("unchecked") // the module says so
            var function = (Predicate<SysEvent>) module.make("Tracer",
                    module.mood());
            Trace trace = engine.sys().trace(survivor, function, LONG);
            survivor.call("traced", LONG);
            trace.close();
            kept.add(trace);
        });
    }

    @Test
    void hasAStateThatAFunctionHasChanged() throws Exception {
        ServerRef survivor = start("survivor");
        assertForgotten(Ending.KILL, module -> {
            @SuppressWarnings("unchecked") // the module says so
            var change = (UnaryOperator<Object>) module.make("Change", module.mood());
            engine.sys().replaceState(survivor, change, LONG);
        });
        assertThat(survivor.call("state", LONG)).isEqualTo("new changed");
    }

    @ParameterizedTest
    @EnumSource
    void isOfAModuleThatHasNothingElse(Ending ending) throws Exception {
        assertForgotten(ending, module -> {
            kept.add(pinned);
            kept.add(engine);
            engine.start(spec("patient").named("a"));
            kept.add(engine.startAsync(spec("patient").named("b")));
        });
    }

    // ---- supervisors

    private ServerRef startSupervisor(SupervisorSpec spec) {
        Map<String, Code<?>> codes = new HashMap<>(code("1"));
        codes.put("sup", engine.supervisor("stage", "1", "sup", (argument, occasion) -> Optional.of(spec)));
        group.load(codes);
        return engine.start(ServerSpec.of("stage", "sup").named("sup"));
    }

    private static SupervisorSpec often(SupervisorSpec spec) {
        return spec.intensity(1000, Duration.ofSeconds(5));
    }

    @Test
    void isTheSupervisorOfServersThatHaveEnded() throws Exception {
        ServerRef[] supervisor = new ServerRef[1];
        assertForgotten(Ending.KILL, module -> {
            supervisor[0] = startSupervisor(often(SupervisorSpec.oneForOne(
                    ChildSpec.of("a", spec("patient").named("a")),
                    ChildSpec.of("b", spec("patient").named("b")).restart(Restart.TRANSIENT),
                    ChildSpec.of("c", spec("patient").named("c")).restart(Restart.TEMPORARY))));
            for (String name : List.of("a", "a", "b", "c")) {
                crash(module, name);
            }
            engine.supervisors().startChild(supervisor[0], ChildSpec.of("d", spec("patient").named("d")
                    .with(module.message("nothing"))).restart(Restart.TEMPORARY));
            engine.supervisors().startChild(supervisor[0], ChildSpec.of("e", spec("patient").named("e")
                    .with(module.message("nothing"))));
            crash(module, "e");
            kept.addAll(engine.supervisors().whichChildren(supervisor[0]));
            for (String id : List.of("a", "b", "d", "e")) {
                engine.supervisors().terminateChild(supervisor[0], id);
            }
            engine.supervisors().deleteChild(supervisor[0], "e");
        });
        assertThat(engine.supervisors().whichChildren(supervisor[0])).hasSize(2);
    }

    private void crash(PinnedLoader module, String name) {
        ServerRef server = engine.whereis(name).orElseThrow();
        server.cast(module.message("crash"));
        await(name + " has ended", () -> !server.isAlive());
        if (!name.equals("c")) {
            await(name + " has been started again", () -> engine.whereis(name).isPresent());
        }
    }

    @Test
    void isTheSupervisorOfInstancesThatHaveEnded() throws Exception {
        ServerRef[] supervisor = new ServerRef[1];
        assertForgotten(Ending.KILL, module -> {
            supervisor[0] = startSupervisor(often(SupervisorSpec.simpleOneForOne(
                    ChildSpec.of("any", spec("patient")).restart(Restart.TRANSIENT))));
            for (int i = 0; i < 10; i++) {
                ServerRef child = engine.supervisors().startInstance(supervisor[0], module.message("nothing"))
                        .orElseThrow();
                if (i % 2 == 0) {
                    child.call(module.message("stop"), LONG);
                } else {
                    engine.supervisors().terminateChild(supervisor[0], child);
                }
            }
            await("none is left", () -> engine.supervisors().countChildren(supervisor[0]).active() == 0);
        });
        kept.add(supervisor[0]);
    }

    /** As a purge does: the next revision is there, and the supervisor starts its children again with that. */
    @Test
    void isTheSupervisorOfServersThatNowRunTheNextRevision() throws Exception {
        ServerRef supervisor = startSupervisor(often(SupervisorSpec.oneForOne()));
        var loader = used(module -> {
            engine.supervisors().startChild(supervisor, ChildSpec.of("a", spec("patient").named("a")));
            List<Code<?>> old = List.copyOf(pinned.codes().values());
            pinned.load(next.codes(engine));
            pinned.kill(old);
            await("it has been started again", () -> pinned.members().size() == 1
                    && pinned.members().iterator().next().info().version().equals("2"));
        });
        engine.forgetRemovedCode();
        assertCollected(loader);
    }

    @ParameterizedTest
    @EnumSource(names = { "KILL", "STOP" })
    void hasSeenItsSupervisors(Ending ending) throws Exception {
        assertForgotten(ending, module -> {
            ServerRef boss = engine.start(spec("boss").named("boss").with(module.message("nothing")));
            crash(module, "a");
            kept.add(boss);
            kept.add(engine.supervisors().countChildren(boss));
            kept.addAll(engine.supervisors().whichChildren(boss));
            kept.add(engine.sys().report(boss, LONG));
        });
    }

    // ---- the newest code

    @Test
    void isBoundToTheNewestCode() throws Exception {
        ServerRef[] server = new ServerRef[1];
        var loader = used(module -> {
            server[0] = engine.start(spec("plain").bound(Binding.NEWEST));
            assertThat(server[0].call("old", LONG)).isEqualTo("old");
        });
        pinned.load(next.codes(engine));
        assertThat(server[0].call("new", LONG)).isEqualTo("new");
        engine.forgetRemovedCode();
        assertCollected(loader);
        engine.sys().stop(server[0], ExitReason.NORMAL, LONG);
    }

    @Test
    void isBoundToTheNewestCodeAndHasNothingToDo() throws Exception {
        ServerRef[] server = new ServerRef[1];
        var loader = used(module -> {
            server[0] = engine.start(spec("plain").bound(Binding.NEWEST));
            List<Code<?>> old = List.copyOf(pinned.codes().values());
            pinned.load(next.codes(engine));
            await("it has gone over", () -> pinned.running(old) == 0);
            assertThat(pinned.kill(old)).as("servers that a purge kills").isZero();
        });
        engine.forgetRemovedCode();
        assertCollected(loader);
        assertThat(server[0].call("new", LONG)).isEqualTo("new");
    }
}
