/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.twofold.server.CallTimeoutException;
import dev.twofold.server.Down;
import dev.twofold.server.Exit;
import dev.twofold.server.ExitReason;
import dev.twofold.server.From;
import dev.twofold.server.MailboxFullException;
import dev.twofold.server.MailboxLimit;
import dev.twofold.server.Monitor;
import dev.twofold.server.NameTakenException;
import dev.twofold.server.Requests;
import dev.twofold.server.ServerRef;
import dev.twofold.server.StartFailedException;
import dev.twofold.server.SysEvent;
import dev.twofold.server.Trace;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a client keeps of its dealings with a module's servers, it does not keep the module. */
class ClientPinTest extends PinStage {

    private static final Duration SHORT = Duration.ofMillis(20);

    @ParameterizedTest
    @EnumSource
    void keepsAReference(Ending ending) throws Exception {
        assertForgotten(ending, module -> {
            for (String type : new String[] { "patient", "lender", "plain" }) {
                ServerRef server = engine.start(spec(type).with(module.message("argument")));
                kept.add(server);
                if (!type.equals("plain")) {
                    assertThat(server.call(module.message("hello"), LONG)).isEqualTo("hello");
                }
            }
            engine.start(spec("patient").named("a"));
            kept.add(engine.named("a"));
            kept.add(engine.whereis("a").orElseThrow());
        });
    }

    @Test
    void keepsTheFailureOfACall() throws Exception {
        assertForgotten(Ending.KILL, module -> {
            for (String type : new String[] { "patient", "lender" }) {
                ServerRef server = engine.start(spec(type));
                kept.add(server);
                keepFailure(server, module.message("crash"));
                keepFailure(server, module.message("too late"));
                keepFailure(engine.start(spec(type)), "of a class that it does not know");
            }
        });
    }

    @Test
    void keepsTheFailureOfAStart() throws Exception {
        assertForgotten(Ending.KILL, module -> {
            for (String type : new String[] { "patient", "lender" }) {
                var spec = spec(type).with(module.message("crash")).initWithin(LONG);
                Throwable failure = catchThrowable(() -> engine.start(spec));
                assertThat(failure).isInstanceOf(StartFailedException.class);
                kept.add(failure);
                kept.add(((StartFailedException) failure).reason().failure().orElseThrow());
                CompletableFuture<ServerRef> async = engine.startAsync(spec).toCompletableFuture();
                await("the start has failed", async::isCompletedExceptionally);
                kept.add(async);
            }
        });
    }

    @Test
    void keepsTheRefusalOfATakenName() throws Exception {
        assertForgotten(Ending.KILL, module -> {
            engine.start(spec("patient").named("a"));
            Throwable refusal = catchThrowable(() -> engine.start(spec("patient").named("a")));
            assertThat(refusal).isInstanceOf(NameTakenException.class);
            kept.add(refusal);
        });
    }

    @ParameterizedTest
    @EnumSource
    void keepsDownAndExit(Ending ending) throws Exception {
        assertForgotten(ending, module -> {
            ServerRef server = engine.start(spec("patient"));
            ServerRef survivor = start("survivor");
            survivor.call(Puppet.act(context -> {
                context.trapExits(true);
                context.link(server);
                kept.add(context.monitor(server));
                return "watching";
            }), LONG);
        });
        for (int i = 0; i < 2; i++) {
            kept.add(puppet.infos.poll(10, TimeUnit.SECONDS));
        }
        assertThat(kept).hasAtLeastOneElementOfType(Down.class).hasAtLeastOneElementOfType(Exit.class);
    }

    @ParameterizedTest
    @EnumSource
    void keepsWhatAnOperatorHasAskedFor(Ending ending) throws Exception {
        assertForgotten(ending, module -> {
            ServerRef server = engine.start(spec("patient").named("a"));
            engine.sys().statistics(server, true, LONG);
            engine.sys().log(server, 10, LONG);
            Trace trace = engine.sys().trace(server, kept::add, LONG);
            server.call(module.message("hello"), LONG);
            kept.add(trace);
            kept.add(engine.sys().state(server, LONG));
            kept.add(engine.sys().report(server, LONG));
            kept.add(engine.sys().statistics(server, LONG).orElseThrow());
            kept.addAll(engine.sys().log(server, LONG));
            kept.addAll(engine.servers());
            engine.sys().rawState(server, LONG);
            CountDownLatch hanging = hang(module, server);
            kept.add(engine.sys().report(server, SHORT));
            hanging.countDown();
        });
        assertThat(kept).hasAtLeastOneElementOfType(SysEvent.class);
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheReportOfTheNextServerOfThatName(Ending ending) throws Exception {
        assertForgotten(ending, module -> {
            ServerRef server = engine.start(spec("patient").named("a"));
            server.send(module.message("crash"));
            await("it has ended", () -> engine.whereis("a").isEmpty());
            kept.add(engine.sys().report(engine.start(spec("patient").named("a")), LONG));
        });
    }

    @ParameterizedTest
    @EnumSource
    void keepsAMonitor(Ending ending) throws Exception {
        ServerRef survivor = start("survivor");
        assertForgotten(ending, module -> {
            ServerRef server = engine.start(spec("patient"));
            kept.add(server.call(module.message("monitor", survivor), LONG));
        });
        assertThat(kept).hasOnlyElementsOfType(Monitor.class);
    }

    @ParameterizedTest
    @EnumSource
    void keepsAFrom(Ending ending) throws Exception {
        assertForgotten(ending, module -> {
            for (String type : new String[] { "patient", "lender" }) {
                ServerRef server = engine.start(spec(type));
                kept.add(server.sendRequest(module.message("answer later", kept)));
                server.call(module.message("answer", kept), LONG);
            }
        });
        kept.stream().filter(From.class::isInstance).map(From.class::cast).forEach(from -> from.reply("too late"));
        assertThat(kept.stream().filter(From.class::isInstance)).hasSize(4);
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheStageOfARequest(Ending ending) throws Exception {
        assertForgotten(ending, module -> {
            ServerRef server = engine.start(spec("patient"));
            kept.add(server.sendRequest(module.message("answered")));
            kept.add(server.sendRequest(module.message("crash")));
            kept.add(server.sendRequest(module.message("comes too late")));
            kept.add(engine.start(spec("patient")).sendRequest(module.message("answer later", kept)));
            kept.add(engine.startAsync(spec("patient")));
        });
        for (Object stage : kept) {
            if (stage instanceof CompletionStage<?> outcome) {
                awaitOutcome(outcome.toCompletableFuture());
            }
        }
    }

    private static void awaitOutcome(CompletableFuture<?> outcome) throws Exception {
        try {
            outcome.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            assertThat(failed).hasCauseInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void keepsACollectionOfRequests() throws Exception {
        Requests<String> requests = engine.requests();
        kept.add(requests);
        assertForgotten(Ending.KILL, module -> {
            ServerRef server = engine.start(spec("patient"));
            requests.send(server, module.message("answered"), "first");
            requests.send(server, module.message("crash"), "second");
            kept.add(requests.take(LONG));
            kept.add(requests.take(LONG));
            requests.send(engine.start(spec("patient")), module.message("answer later", kept), "third");
            requests.send(engine.start(spec("patient")), module.message("answer later", kept), "given up");
            requests.abandon();
            requests.send(engine.start(spec("patient")), module.message("answer later", kept), "fourth");
        });
        kept.add(requests.take(LONG));
    }

    @Test
    void keepsTheRefusalOfAFullMailbox() throws Exception {
        assertForgotten(Ending.KILL, module -> {
            ServerRef server = engine.start(spec("patient").limited(MailboxLimit.refusing(1)));
            CountDownLatch hanging = hang(module, server);
            server.cast(module.message("waits"));
            Throwable refusal = catchThrowable(() -> server.cast(module.message("one too many")));
            assertThat(refusal).isInstanceOf(MailboxFullException.class);
            kept.add(refusal);
            hanging.countDown();
        });
    }

    /** The callback is abandoned, and returns later. */
    @ParameterizedTest
    @EnumSource(names = { "KILL", "STOP" })
    void keepsTheFailureOfACallThatTimedOut(Ending ending) throws Exception {
        CountDownLatch[] hanging = new CountDownLatch[1];
        var loader = used(module -> {
            ServerRef server = engine.start(spec("patient"));
            hanging[0] = hang(module, server);
            Throwable late = catchThrowable(() -> server.call(module.message("x"), SHORT));
            assertThat(late).isInstanceOf(CallTimeoutException.class);
            kept.add(late);
            kept.add(server);
            if (ending == Ending.KILL) {
                end(module, Ending.KILL);
            } else {
                assertThat(pinned.unload(ExitReason.SHUTDOWN, SHORT)).isEqualTo(1);
            }
        });
        engine.forgetRemovedCode();
        hanging[0].countDown();
        assertCollected(loader);
    }
}
