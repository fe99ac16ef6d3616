/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.twofold.engine.Otp;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.NameTakenException;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.StartFailedException;
import dev.twofold.supervisor.ChildCounts;
import dev.twofold.supervisor.ChildInfo;
import dev.twofold.supervisor.ChildInfo.Status;
import dev.twofold.supervisor.ChildRefusedException;
import dev.twofold.supervisor.ChildRefusedException.Reason;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Restart;
import dev.twofold.supervisor.Strategy;
import dev.twofold.supervisor.SupervisorSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Children that are added, stopped, started and removed by hand. */
class ChildrenByHandTest extends SupervisorStage {

    // ---- with ids

    @Test
    @Otp(157)
    void addsAChildAsTheLastOne() {
        ServerRef supervisor = start(many(Strategy.ONE_FOR_ALL, child("a"), child("b")));
        Optional<ServerRef> added = supervisors.startChild(supervisor, child("c"));
        assertThat(added).contains(running("c"));
        assertThat(ids(which(supervisor))).containsExactly("c", "b", "a");
        events();
        end("a", BOOM);
        awaitEvents(sequence("stop a: boom", stops("c", "b"), starts("a", "b", "c")));
    }

    @Test
    @Otp(154)
    void refusesAnIdThatIsTaken() {
        ServerRef supervisor = start(many(Strategy.ONE_FOR_ONE, child("a")));
        ServerRef present = running("a");
        ChildSpec other = ChildSpec.of("a", type("worker"));
        assertThatThrownBy(() -> supervisors.startChild(supervisor, other)).isInstanceOfSatisfying(
                ChildRefusedException.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(Reason.ALREADY_STARTED);
                    assertThat(refused.server()).contains(present);
                    assertThat(refused).hasMessageStartingWith("already_started");
                });
        supervisors.terminateChild(supervisor, "a");
        assertRefused(Reason.ALREADY_PRESENT, () -> supervisors.startChild(supervisor, other));
        assertThat(which(supervisor)).hasSize(1);
    }

    @Test
    @Otp({ 155, 165 })
    void refusesAChildThatDoesNotFitTheSupervisor() {
        ServerRef supervisor = start(many(Strategy.ONE_FOR_ONE));
        ChildSpec significant = child("a").restart(Restart.TEMPORARY).significant(true);
        assertThatThrownBy(() -> supervisors.startChild(supervisor, significant))
                .isInstanceOf(ChildRefusedException.class).hasMessageContaining("invalid_child_spec")
                .hasMessageContaining("bad_combination");
        assertThat(which(supervisor)).isEmpty();
        assertThat(events()).isEmpty();
    }

    @Test
    @Otp(156)
    void doesNotKeepAChildThatDoesNotStart() {
        ServerRef supervisor = start(many(Strategy.ONE_FOR_ONE));
        worker.plan("a").failures.set(1);
        assertThatThrownBy(() -> supervisors.startChild(supervisor, child("a")))
                .isInstanceOfSatisfying(StartFailedException.class,
                        failed -> assertThat(failed.reason().text()).isEqualTo("planned"));
        assertThat(which(supervisor)).isEmpty();
        assertThat(supervisors.startChild(supervisor, child("a"))).isPresent();
    }

    @Test
    @Otp(156)
    void tellsWhoHasTheNameOfAChildThatDoesNotStart() {
        ServerRef supervisor = start(many(Strategy.ONE_FOR_ONE));
        ServerRef holder = engine.start(type("worker").named("a"));
        assertThatThrownBy(() -> supervisors.startChild(supervisor, child("a")))
                .isInstanceOfSatisfying(NameTakenException.class,
                        taken -> assertThat(taken.holder()).isEqualTo(holder));
        assertThat(which(supervisor)).isEmpty();
    }

    @Test
    @Otp(132)
    void keepsAChildThatIgnoresItsStartUnlessItIsTemporary() {
        ServerRef supervisor = start(many(Strategy.ONE_FOR_ONE));
        worker.plan("a").ignores = true;
        assertThat(supervisors.startChild(supervisor, child("a").restart(Restart.TEMPORARY))).isEmpty();
        assertThat(which(supervisor)).isEmpty();
        assertThat(supervisors.startChild(supervisor, child("a"))).isEmpty();
        assertThat(info(supervisor, "a").status()).isEqualTo(Status.STOPPED);
        assertThat(supervisors.restartChild(supervisor, "a")).isEmpty();
    }

    @Test
    @Otp(158)
    void stopsAChildAndKeepsItsSpecification() {
        ServerRef supervisor = start(many(Strategy.ONE_FOR_ONE, child("a"), child("b").restart(Restart.TEMPORARY)));
        supervisors.terminateChild(supervisor, "a");
        supervisors.terminateChild(supervisor, "b");
        supervisors.terminateChild(supervisor, "a");
        assertThat(ids(which(supervisor))).containsExactly("a");
        assertThat(info(supervisor, "a").status()).isEqualTo(Status.STOPPED);
        assertThat(events()).containsExactly("start a", "start b", "stop a: shutdown", "stop b: shutdown");
        assertRefused(Reason.NOT_FOUND, () -> supervisors.terminateChild(supervisor, "b"));
    }

    @Test
    @Otp(159)
    void startsAndRemovesOnlyWhatHasNoProcess() {
        ServerRef supervisor = start(many(Strategy.ONE_FOR_ONE, child("a")));
        assertRefused(Reason.RUNNING, () -> supervisors.restartChild(supervisor, "a"));
        assertRefused(Reason.RUNNING, () -> supervisors.deleteChild(supervisor, "a"));
        assertRefused(Reason.NOT_FOUND, () -> supervisors.restartChild(supervisor, "x"));
        assertRefused(Reason.NOT_FOUND, () -> supervisors.deleteChild(supervisor, "x"));
        supervisors.terminateChild(supervisor, "a");
        assertThat(supervisors.restartChild(supervisor, "a")).contains(running("a"));
        supervisors.terminateChild(supervisor, "a");
        supervisors.deleteChild(supervisor, "a");
        assertThat(which(supervisor)).isEmpty();
    }

    @Test
    @Otp(159)
    void refusesWhatIsBeingStartedAgain() {
        ServerRef supervisor = start(
                SupervisorSpec.oneForOne(child("a")).intensity(Integer.MAX_VALUE, Duration.ofSeconds(5)));
        worker.plan("a").failures.set(Integer.MAX_VALUE);
        end("a", BOOM);
        await("it has failed once", () -> worker.events.contains("fail a"));
        assertRefused(Reason.RESTARTING, () -> supervisors.restartChild(supervisor, "a"));
        assertRefused(Reason.RESTARTING, () -> supervisors.deleteChild(supervisor, "a"));
        assertRefused(Reason.ALREADY_PRESENT, () -> supervisors.startChild(supervisor, child("a")));
    }

    @Test
    void keepsAChildWithoutProcessWhenItCannotBeStartedByHand() {
        ServerRef supervisor = start(many(Strategy.ONE_FOR_ONE, child("a")));
        supervisors.terminateChild(supervisor, "a");
        worker.plan("a").failures.set(1);
        assertThatThrownBy(() -> supervisors.restartChild(supervisor, "a")).isInstanceOf(StartFailedException.class);
        assertThat(info(supervisor, "a").status()).isEqualTo(Status.STOPPED);
    }

    @Test
    @Otp(161)
    void countsSpecificationsProcessesSupervisorsAndWorkers() {
        inner.answer = Optional.of(SupervisorSpec.oneForOne());
        ServerRef supervisor = start(
                many(Strategy.ONE_FOR_ONE, child("a"), child("b"), ChildSpec.of("inner", type("inner"))));
        supervisors.terminateChild(supervisor, "b");
        assertThat(supervisors.countChildren(supervisor)).isEqualTo(new ChildCounts(3, 2, 1, 2));
        supervisors.terminateChild(supervisor, "inner");
        assertThat(supervisors.countChildren(supervisor)).isEqualTo(new ChildCounts(3, 1, 1, 2));
    }

    @Test
    void givesTheSpecificationOfAChild() {
        ServerRef supervisor = start(many(Strategy.ONE_FOR_ONE, child("a")));
        assertThat(supervisors.childSpec(supervisor, "a")).isEqualTo(child("a"));
        assertRefused(Reason.NOT_FOUND, () -> supervisors.childSpec(supervisor, "x"));
        assertRefused(Reason.NOT_FOUND, () -> supervisors.childSpec(supervisor, running("a")));
        assertRefused(Reason.NOT_FOUND, () -> supervisors.terminateChild(supervisor, running("a")));
    }

    @Test
    @Otp(162)
    void handlesADeathAfterTheResume() {
        ServerRef supervisor = start(many(Strategy.ONE_FOR_ONE, child("a")));
        events();
        engine.sys().suspend(supervisor, LONG);
        end("a", BOOM);
        assertThat(events()).containsExactly("stop a: boom");
        engine.sys().resume(supervisor);
        awaitEvents(List.of("start a"));
    }

    // ---- without ids

    @Test
    @Otp(160)
    void startsInstancesWithTheArgumentOfTheSpecificationOrTheirOwn() {
        ServerRef supervisor = start(crowd(kind -> kind));
        assertThat(which(supervisor)).isEmpty();
        ServerRef first = supervisors.startInstance(supervisor).orElseThrow();
        ServerRef second = supervisors.startInstance(supervisor, "own").orElseThrow();
        assertThat(events()).isEqualTo(sequence(starts("any", "own")));
        assertThat(which(supervisor)).extracting(ChildInfo::server).containsExactly(Optional.of(second),
                Optional.of(first));
        assertThat(which(supervisor)).extracting(ChildInfo::id).containsOnly(Optional.empty());
    }

    @Test
    @Otp(160)
    void stopsAnInstanceByItsReference() {
        ServerRef supervisor = start(crowd(kind -> kind));
        ServerRef child = supervisors.startInstance(supervisor).orElseThrow();
        ServerRef stranger = engine.start(type("worker").with("stranger"));
        supervisors.terminateChild(supervisor, child);
        assertThat(child.isAlive()).isFalse();
        assertThat(which(supervisor)).isEmpty();
        supervisors.terminateChild(supervisor, child);
        assertRefused(Reason.NOT_FOUND, () -> supervisors.terminateChild(supervisor, stranger));
        assertThat(stranger.isAlive()).isTrue();
    }

    @Test
    @Otp(160)
    void refusesIdsWhereThereAreNone() {
        ServerRef supervisor = start(crowd(kind -> kind));
        assertRefused(Reason.SIMPLE_ONE_FOR_ONE, () -> supervisors.terminateChild(supervisor, "any"));
        assertRefused(Reason.SIMPLE_ONE_FOR_ONE, () -> supervisors.restartChild(supervisor, "any"));
        assertRefused(Reason.SIMPLE_ONE_FOR_ONE, () -> supervisors.deleteChild(supervisor, "any"));
        assertRefused(Reason.SIMPLE_ONE_FOR_ONE, () -> supervisors.startChild(supervisor, child("a")));
    }

    @Test
    void refusesInstancesWhereThereAreIds() {
        ServerRef supervisor = start(many(Strategy.ONE_FOR_ONE));
        assertRefused(Reason.INVALID_CHILD_SPEC, () -> supervisors.startInstance(supervisor));
        assertRefused(Reason.INVALID_CHILD_SPEC, () -> supervisors.startInstance(supervisor, "own"));
    }

    @Test
    @Otp(160)
    void doesNotKeepAnInstanceThatDoesNotStart() {
        ServerRef supervisor = start(crowd(kind -> kind));
        worker.plan("any").failures.set(1);
        assertThatThrownBy(() -> supervisors.startInstance(supervisor)).isInstanceOf(StartFailedException.class);
        worker.plan("any").ignores = true;
        assertThat(supervisors.startInstance(supervisor)).isEmpty();
        assertThat(which(supervisor)).isEmpty();
    }

    @Test
    void initialisesAnInstanceThatMayBlockOnAThreadOfTheEngine() {
        ServerRef supervisor = start(crowd(kind -> kind));
        AtomicReference<Thread> seen = new AtomicReference<>();
        worker.plan("any").atStart = context -> seen.set(Thread.currentThread());
        supervisors.startInstance(supervisor);
        assertThat(seen.get()).isNotNull().isNotSameAs(Thread.currentThread());
    }

    @Test
    void tellsWhoStartsAnInstanceAtOnceThatTheSupervisorWasKilled() throws Exception {
        ServerRef supervisor = start(crowd(kind -> ChildSpec.of("any", type("worker").with("any")
                .initWithin(Duration.ofMinutes(5)))));
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        worker.plan("any").atStart = context -> {
            entered.countDown();
            awaitUninterruptibly(mayGoOn);
        };
        try {
            Future<Throwable> starter = clients.submit(
                    () -> catchThrowable(() -> supervisors.startInstance(supervisor)));
            assertThat(entered.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            engine.sys().exit(supervisor, ExitReason.KILL);
            assertThat(starter.get(LONG.toSeconds(), TimeUnit.SECONDS)).isInstanceOfSatisfying(
                    CallFailedException.class, failed -> assertThat(failed.reason()).isEqualTo(ExitReason.KILLED));
            await("the instance has gone, too", () -> names().isEmpty());
        } finally {
            mayGoOn.countDown();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @Otp({ 160, 161 })
    void countsInstances() {
        ServerRef supervisor = start(crowd(kind -> kind));
        ServerRef child = supervisors.startInstance(supervisor).orElseThrow();
        supervisors.startInstance(supervisor);
        assertThat(supervisors.countChildren(supervisor)).isEqualTo(new ChildCounts(1, 2, 0, 2));
        assertThat(supervisors.childSpec(supervisor, "any")).isEqualTo(supervisors.childSpec(supervisor, child));
        assertRefused(Reason.NOT_FOUND, () -> supervisors.childSpec(supervisor, "other"));
    }

    // ---- bad supervisors

    @Test
    void refusesAServerThatIsNoSupervisorAndLeavesItAlone() {
        ServerRef server = engine.start(type("worker").with("a"));
        assertThatThrownBy(() -> supervisors.whichChildren(server)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no supervisor");
        assertThat(server.call("still there", LONG)).isEqualTo("a");
    }

    @Test
    void saysThatASupervisorIsNotThere() {
        ServerRef supervisor = start(many(Strategy.ONE_FOR_ONE));
        stop(supervisor);
        for (ServerRef gone : List.of(supervisor, engine.named("nobody"))) {
            assertThatThrownBy(() -> supervisors.countChildren(gone)).isInstanceOf(CallFailedException.class)
                    .hasMessageContaining("noproc");
        }
    }

    @Test
    void isReachedByName() {
        start(many(Strategy.ONE_FOR_ONE, child("a")));
        assertThat(which(engine.named("sup"))).hasSize(1);
    }

    @Test
    void knowsTheSupervisorsThatTheEngineMakes() {
        script.answer = Optional.of(SupervisorSpec.oneForOne());
        engine.group("made").load(Map.of("top", engine.supervisor("made", "1", "top", script)));
        ServerRef top = engine.start(ServerSpec.of("made", "top"));
        assertThat(supervisors.countChildren(top)).isEqualTo(new ChildCounts(0, 0, 0, 0));
        supervisors.startChild(top, ChildSpec.of("below", ServerSpec.of("made", "top")));
        assertThat(supervisors.countChildren(top)).isEqualTo(new ChildCounts(1, 1, 1, 0));
    }
}
