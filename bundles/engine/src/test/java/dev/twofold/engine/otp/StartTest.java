/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.otp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.engine.Otp;
import dev.twofold.server.After;
import dev.twofold.server.Down;
import dev.twofold.server.Exit;
import dev.twofold.server.ExitReason;
import dev.twofold.server.Failure;
import dev.twofold.server.Init;
import dev.twofold.server.NoReply;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.Started;
import dev.twofold.server.Stop;
import dev.twofold.server.Timeout;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A server begins, or does not. */
class StartTest extends Stage {

    private static final List<Object> NOTHING = List.of();

    /** A server whose {@code init} returns this. */
    private static Script born(Init<List<Object>> result) {
        return new Script().onInit((argument, context) -> result);
    }

    // ---- three ways to start

    @Test
    @Otp(48)
    void linksWithTheStarterOnlyIfAsked() {
        ServerRef starter = start();
        ServerSpec spec = spec(new Script());
        ServerRef unlinked = ask(starter, context -> context.servers().start(spec));
        ServerRef linked = startChild(starter, new Script());
        var end = endOf(linked);

        sys.stop(starter, ExitReason.SHUTDOWN, LONG);

        assertThat(end).succeedsWithin(LONG).isEqualTo(ExitReason.SHUTDOWN);
        assertThat(seen(unlinked)).isEmpty();
    }

    @Test
    @Otp(48)
    void startsWithAMonitor() {
        ServerRef starter = start();
        ServerSpec spec = spec(new Script());
        Started started = ask(starter, context -> context.startMonitor(spec));

        sys.stop(started.server(), ExitReason.SHUTDOWN, LONG);

        assertThat(awaitSeen(starter, 1))
                .containsExactly(new Down(started.monitor(), started.server(), ExitReason.SHUTDOWN));
    }

    @Test
    @Otp(48)
    void watchesFromTheFirstMomentOn() {
        ServerRef starter = start();
        ServerSpec spec = spec(born(Init.ok(NOTHING, After.continueWith("the end")))
                .onContinue((what, state, context) -> new Stop<>(BORED, state)));
        for (int i = 0; i < 100; i++) {
            ask(starter, context -> context.startMonitor(spec));
        }

        assertThat(awaitSeen(starter, 100)).extracting(down -> ((Down) down).reason()).containsOnly(BORED);
    }

    @Test
    void startsWithoutWaiting() throws Exception {
        Pause pause = pause();
        var server = engine.startAsync(spec(new Script().onInit((argument, context) -> {
            pause.enter();
            return Init.ok(NOTHING);
        }))).toCompletableFuture();
        pause.awaitEntered();
        assertThat(server).isNotDone();

        pause.release();

        assertThat(server).succeedsWithin(LONG).extracting(ServerRef::isAlive).isEqualTo(true);
    }

    // ---- init

    @Test
    @Otp(49)
    void returnsWhenInitHasReturned() throws Exception {
        Pause pause = pause();
        ServerSpec spec = spec(new Script().onInit((argument, context) -> {
            pause.enter();
            return Init.ok(List.of("initialised"));
        }));
        Client<ServerRef> starter = Client.waitingIn(() -> engine.start(spec));
        pause.awaitEntered();
        assertThat(starter).isNotDone();

        pause.release();

        assertThat(seen(starter.get())).containsExactly("initialised");
    }

    @Test
    @Otp(52)
    void takesAllThatInitMayReturn() {
        assertThat(seen(start(born(Init.ok(List.of("state")))))).containsExactly("state");
        assertThat(seen(start(born(Init.ok(List.of("asleep"), After.hibernate()))))).containsExactly("asleep");
        assertThat(seen(start(born(Init.ok(NOTHING, After.continueWith("more")))))).containsExactly("more");
        assertThat(startFailureOf(() -> start(born(Init.stop(BORED))))).isEqualTo(BORED);
        assertThat(startFailureOf(() -> start(born(Init.ignore())))).isEqualTo(ExitReason.IGNORE);
    }

    @Test
    @Otp(52)
    void mayBeginWithATimeout() {
        CompletableFuture<Object> fired = new CompletableFuture<>();

        start(born(Init.ok(NOTHING, After.timeout(SHORT))).onInfo((message, state, context) -> {
            fired.complete(message);
            return new NoReply<>(state);
        }));

        assertThat(fired).succeedsWithin(LONG).isEqualTo(Timeout.TIMEOUT);
    }

    @Test
    @Otp(61)
    void answersTheStarterBeforeItContinues() throws Exception {
        Pause pause = pause();
        Script script = born(Init.ok(NOTHING, After.continueWith("more"))).onContinue((what, state, context) -> {
            pause.enter();
            return new NoReply<>(Script.plus(state, what));
        });

        ServerRef server = start(script);

        pause.awaitEntered();
        pause.release();
        assertThat(seen(server)).containsExactly("more");
    }

    // ---- init does not succeed

    @Test
    @Otp(53)
    void tellsTheStarterWhyInitStops() {
        ServerRef starter = start(Script.trapping());
        ServerSpec spec = spec(born(Init.stop(BORED)));

        ExitReason failure = ask(starter, context -> startFailureOf(() -> context.startLink(spec)));

        assertThat(failure).isEqualTo(BORED);
        assertThat(awaitSeen(starter, 1)).singleElement().isInstanceOfSatisfying(Exit.class,
                exit -> assertThat(exit.reason()).isEqualTo(BORED));
    }

    @Test
    @Otp(53)
    void endsALinkedStarterThatDoesNotTrapExits() {
        ServerRef starter = start();
        ServerSpec spec = spec(born(Init.stop(BORED)));
        var end = endOf(starter);

        orderAsync(starter, context -> startFailureOf(() -> context.startLink(spec)));

        assertThat(end).succeedsWithin(LONG).isEqualTo(BORED);
    }

    @Test
    @Otp(54)
    void leavesTheNameFreeWhenInitStopsOrIgnores() {
        for (Init<List<Object>> result : List.of(Init.<List<Object>>stop(BORED), Init.<List<Object>>ignore())) {
            startFailureOf(() -> engine.start(spec(born(result)).named("a")));
            assertThat(engine.whereis("a")).isEmpty();
        }
        assertThat(engine.start(spec(new Script()).named("a")).isAlive()).isTrue();
    }

    @Test
    @Otp(55)
    void endsWithNormalWhenInitIgnores() {
        ServerRef starter = start(Script.trapping());
        ServerSpec spec = spec(born(Init.ignore()));

        ExitReason failure = ask(starter, context -> startFailureOf(() -> context.startLink(spec)));

        assertThat(failure).isEqualTo(ExitReason.IGNORE);
        assertThat(awaitSeen(starter, 1)).singleElement().isInstanceOfSatisfying(Exit.class,
                exit -> assertThat(exit.reason()).isEqualTo(ExitReason.NORMAL));
    }

    @Test
    @Otp(56)
    void refusesAWrongResultOfInit() {
        assertThat(startFailureOf(() -> start(born(null))).text()).startsWith("bad_return_value");
    }

    @Test
    @Otp(58)
    void tellsWhatInitThrew() {
        ExitReason reason = startFailureOf(() -> start(Script.failing(new IllegalStateException("broken"))));

        Failure failure = reason.failure().orElseThrow();
        assertThat(failure.type()).isEqualTo(IllegalStateException.class.getName());
        assertThat(failure.message()).isEqualTo("broken");
        assertThat(failure.stack()).first().asString().contains(StartTest.class.getName());
    }

    @Test
    @Otp(59)
    void doesNotTerminateWhatWasNotInitialised() {
        ServerRef starter = start(Script.trapping());
        List<Script> stillborn = List.of(born(Init.stop(BORED)), born(Init.ignore()), born(null),
                Script.failing(new IllegalStateException("broken")));
        for (Script script : stillborn) {
            ServerSpec spec = spec(script);
            ask(starter, context -> startFailureOf(() -> context.startLink(spec)));
        }

        awaitSeen(starter, stillborn.size());

        assertThat(stillborn).allSatisfy(script -> assertThat(script.ended).isEmpty());
    }

    @Test
    @Otp(60)
    void killsAServerWhoseInitTakesTooLong() {
        Pause pause = pause();
        ServerRef starter = start(Script.trapping());
        ServerSpec spec = spec(new Script().onInit((argument, context) -> {
            pause.enter();
            return Init.ok(NOTHING);
        })).named("slow").initWithin(SHORT);

        ExitReason failure = ask(starter, context -> startFailureOf(() -> context.startLink(spec)));

        assertThat(failure).isEqualTo(ExitReason.TIMEOUT);
        assertThat(engine.whereis("slow")).isEmpty();
        assertThat(seen(starter)).isEmpty();
    }
}
