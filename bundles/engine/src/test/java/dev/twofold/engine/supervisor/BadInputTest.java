/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.engine.Otp;
import dev.twofold.server.CallTimeoutException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Restart;
import dev.twofold.supervisor.Shutdown;
import dev.twofold.supervisor.Strategy;
import dev.twofold.supervisor.SupervisorSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Children and callers that behave badly. */
class BadInputTest extends SupervisorStage {

    private static final int CROWD = 100_000;

    /** The clock stands still, so the period never ends. */
    @Test
    @Otp(141)
    void endsWhenAChildDiesAgainAndAgainRightAfterItsStart() {
        worker.plan("a").diesAtOnce = true;
        ServerRef supervisor = start(SupervisorSpec.oneForOne(child("a")).intensity(20, Duration.ofSeconds(5)));
        assertThat(reasonOf(supervisor)).isIn(ExitReason.SHUTDOWN, ExitReason.NOPROC);
        assertThat(events().stream().filter("start a"::equals)).hasSize(21);
        assertThat(names()).isEmpty();
    }

    @Test
    void canBeStoppedWhileAChildDiesForEver() {
        worker.plan("a").diesAtOnce = true;
        ServerRef supervisor = start(
                SupervisorSpec.oneForOne(child("a"), child("b")).intensity(Integer.MAX_VALUE, Duration.ofSeconds(5)));
        await("it has died often", () -> worker.events.size() > 1000);
        stop(supervisor);
        assertThat(names()).isEmpty();
    }

    @Test
    void passesADeathThatNeverEndsOnToTheSupervisorAboveUntilAllHaveEnded() {
        worker.plan("x").diesAtOnce = true;
        inner.answer = Optional.of(SupervisorSpec.oneForOne(child("x")));
        ServerRef supervisor = start(SupervisorSpec.oneForOne(ChildSpec.of("inner", type("inner"))));
        awaitEnd(supervisor);
        assertThat(names()).isEmpty();
    }

    @Test
    @Otp(148)
    void killsAChildWhoseTerminateNeverReturns() {
        CountDownLatch never = new CountDownLatch(1);
        worker.plan("a").mayEnd = never;
        ServerRef supervisor = start(
                many(Strategy.ONE_FOR_ALL, child("a").shutdown(Shutdown.after(SHORT)), child("b")));
        ServerRef hangs = running("a");
        events();
        end("b", BOOM);
        await("all run again", () -> worker.events.contains("start b"));
        assertThat(events()).containsExactly("stop b: boom", "stop a: shutdown", "start a", "start b");
        assertThat(hangs.isAlive()).isFalse();
        assertThat(which(supervisor)).hasSize(2);
        never.countDown();
    }

    @Test
    @Otp(153)
    void survivesMessagesThatItDoesNotKnow() {
        ServerRef supervisor = start(many(Strategy.ONE_FOR_ONE, child("a")));
        supervisor.send("what");
        supervisor.cast("is");
        assertThatThrownBy(() -> supervisor.call("this?", SHORT)).isInstanceOf(CallTimeoutException.class);
        assertThat(which(supervisor)).hasSize(1);
    }

    @Test
    void leavesNoChildBehindWhenItIsKilledWhileItStarts() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        worker.plan("b").atStart = context -> {
            entered.countDown();
            awaitUninterrupted(release);
        };
        Future<?> starting = clients.submit(() -> start(SupervisorSpec.oneForOne(child("a"), child("b"), child("c"))));
        assertThat(entered.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        engine.sys().exit(running("sup"), ExitReason.KILL);
        release.countDown();
        await("nobody is left", () -> names().isEmpty());
        assertThat(starting).failsWithin(LONG);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await(LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @Otp({ 150, 160 })
    @Timeout(300)
    void startsAndStopsAHundredThousandInstances() {
        worker.plan("any").trapsExits = false;
        ServerRef supervisor = start(crowd(kind -> kind.restart(Restart.TEMPORARY)));
        List<ServerRef> children = IntStream.range(0, CROWD).parallel().mapToObj(i -> {
            worker.events.clear();
            return supervisors.startInstance(supervisor).orElseThrow();
        }).toList();
        assertThat(supervisors.countChildren(supervisor).active()).isEqualTo(CROWD);
        for (int i = 0; i < 1000; i++) {
            supervisors.terminateChild(supervisor, children.get(i * 7));
            end(children.get(i * 7 + 1), BOOM);
        }
        await("those that ended are forgotten", () -> supervisors.countChildren(supervisor).active() == CROWD - 2000);
        assertThat(which(supervisor)).hasSize(CROWD - 2000);
        assertThat(engine.sys().state(supervisor, LONG)).contains(CROWD - 2000 + " of " + (CROWD - 2000));
        engine.sys().stop(supervisor, ExitReason.SHUTDOWN, Duration.ofMinutes(2));
        assertThat(names()).isEmpty();
        assertThat(children).noneMatch(ServerRef::isAlive);
    }
}
