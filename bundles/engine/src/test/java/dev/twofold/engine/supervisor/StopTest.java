/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.engine.Otp;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Shutdown;
import dev.twofold.supervisor.Strategy;
import dev.twofold.supervisor.SupervisorSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How children are stopped. */
class StopTest extends SupervisorStage {

    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @AfterEach
    void letAllEnd() {
        mayEnd.countDown();
    }

    @Test
    @Otp(149)
    void stopsItsChildrenInReverseOrderOneAtATime() throws Exception {
        worker.plan("b").mayEnd = mayEnd;
        ServerRef supervisor = start(SupervisorSpec.oneForOne(child("a"), child("b"), child("c")));
        events();
        Future<?> stopping = clients.submit(() -> stop(supervisor));
        await("b is asked to end", () -> worker.events.size() == 2);
        assertThat(running("a").call("still there", LONG)).isEqualTo("a");
        mayEnd.countDown();
        stopping.get(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(events()).isEqualTo(sequence(stops("c", "b", "a")));
        assertThat(names()).isEmpty();
    }

    @Test
    @Otp(148)
    void killsAChildThatDoesNotEndInTime() {
        worker.plan("a").mayEnd = mayEnd;
        ServerRef supervisor = start(SupervisorSpec.oneForOne(child("a").shutdown(Shutdown.after(SHORT))));
        ServerRef hangs = running("a");
        supervisors.terminateChild(supervisor, "a");
        assertThat(hangs.isAlive()).isFalse();
        assertThat(events()).containsExactly("start a", "stop a: shutdown");
        assertThat(limits.get("a")).isLessThanOrEqualTo(SHORT);
    }

    @Test
    @Otp({ 134, 148 })
    void givesAChildFiveSecondsUnlessToldOtherwise() {
        ServerRef supervisor = start(SupervisorSpec.oneForOne(child("a"), child("b").shutdown(Shutdown.INFINITY)));
        stop(supervisor);
        assertThat(limits.get("a")).isBetween(Duration.ofMillis(4900), Duration.ofSeconds(5));
        assertThat(limits.get("b")).isGreaterThan(CENTURY);
    }

    @Test
    @Otp(148)
    void killsAtOnceWhenThatIsWanted() {
        worker.plan("a").mayEnd = mayEnd;
        ServerRef supervisor = start(SupervisorSpec.oneForOne(child("a").shutdown(Shutdown.BRUTAL_KILL)));
        ServerRef child = running("a");
        supervisors.terminateChild(supervisor, "a");
        assertThat(child.isAlive()).isFalse();
        assertThat(events()).containsExactly("start a");
    }

    @Test
    @Otp(148)
    void waitsForAChildAsLongAsItTakesWhenThatIsWanted() throws Exception {
        worker.plan("a").mayEnd = mayEnd;
        ServerRef supervisor = start(SupervisorSpec.oneForOne(child("a").shutdown(Shutdown.INFINITY)));
        ServerRef child = running("a");
        Future<?> stopping = clients.submit(() -> supervisors.terminateChild(supervisor, "a"));
        await("it is asked to end", () -> worker.events.contains("stop a: shutdown"));
        assertThat(child.isAlive()).isTrue();
        mayEnd.countDown();
        stopping.get(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    @Otp(150)
    void stopsAllInstancesAtOnce() throws Exception {
        worker.plan("any").mayEnd = mayEnd;
        ServerRef supervisor = start(crowd(kind -> kind.shutdown(Shutdown.INFINITY)));
        for (int i = 0; i < 5; i++) {
            supervisors.startInstance(supervisor);
        }
        events();
        Future<?> stopping = clients.submit(() -> stop(supervisor));
        await("all are asked to end", () -> worker.events.size() == 5);
        mayEnd.countDown();
        stopping.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    @Otp(150)
    void hasOneLimitForAllInstances() {
        worker.plan("any").mayEnd = mayEnd;
        ServerRef supervisor = start(crowd(kind -> kind.shutdown(Shutdown.after(SHORT))));
        for (int i = 0; i < 20; i++) {
            supervisors.startInstance(supervisor);
        }
        stop(supervisor);
        assertThat(names()).isEmpty();
        assertThat(granted).filteredOn(limit -> limit.compareTo(SHORT) <= 0).hasSize(20);
        assertThat(granted.get(19)).isLessThan(SHORT);
    }

    @Test
    @Otp(148)
    void endsAChildThatDoesNotTrapExitsWithoutTerminate() {
        worker.plan("a").trapsExits = false;
        ServerRef supervisor = start(SupervisorSpec.oneForOne(child("a")));
        ServerRef child = running("a");
        supervisors.terminateChild(supervisor, "a");
        assertThat(child.isAlive()).isFalse();
        assertThat(events()).containsExactly("start a");
    }

    @Test
    @Otp(151)
    void stopsAChildThatHasRemovedItsLink() {
        worker.plan("a").atStart = context -> context.unlink(engine.whereis("sup").orElseThrow());
        ServerRef supervisor = start(SupervisorSpec.oneForOne(child("a").shutdown(Shutdown.INFINITY)));
        ServerRef child = running("a");
        supervisors.terminateChild(supervisor, "a");
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    @Otp(151)
    void doesNotHangOnAChildThatHasRemovedItsLinkAndEnded() {
        worker.plan("a").atStart = context -> context.unlink(engine.whereis("sup").orElseThrow());
        ServerRef supervisor = start(SupervisorSpec.oneForOne(child("a").shutdown(Shutdown.INFINITY)));
        end("a", BOOM);
        assertThat(supervisors.countChildren(supervisor).active()).isZero();
        stop(supervisor);
        assertThat(events()).containsExactly("start a", "stop a: boom");
    }

    @Test
    @Otp(152)
    void endsWithItsParentAndForItsReason() {
        inner.answer = Optional.of(SupervisorSpec.oneForOne(child("x"), child("y")));
        ServerRef supervisor = start(SupervisorSpec.oneForOne(ChildSpec.of("inner", type("inner").named("inner"))));
        ServerRef below = running("inner");
        watch(below);
        events();
        engine.sys().exit(supervisor, ExitReason.KILL);
        awaitEnd(below);
        awaitEvents(List.of("stop y: shutdown", "stop x: shutdown"));
        assertThat(reasonOf(below)).isEqualTo(ExitReason.KILLED);
    }

    @Test
    @Otp(152)
    void doesNotEndWithAStrangerThatItIsLinkedTo() {
        ServerRef supervisor = start(many(Strategy.ONE_FOR_ONE, child("a")));
        worker.plan("stranger").atStart = context -> {
            context.link(supervisor);
            context.exit(supervisor, BOOM);
        };
        end(engine.start(type("worker").with("stranger")), BOOM);
        assertThat(which(supervisor)).hasSize(1);
    }

    @Test
    void takesItsChildrenAlongWhenItIsKilled() {
        ServerRef supervisor = start(SupervisorSpec.oneForOne(child("a"), child("b")));
        events();
        engine.sys().exit(supervisor, ExitReason.KILL);
        await("all have ended", () -> names().isEmpty());
        assertThat(events()).containsExactlyInAnyOrder("stop a: killed", "stop b: killed");
    }
}
