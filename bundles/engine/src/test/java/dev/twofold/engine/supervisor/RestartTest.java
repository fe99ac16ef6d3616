/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.engine.Otp;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.supervisor.ChildInfo.Status;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Restart;
import dev.twofold.supervisor.Strategy;
import dev.twofold.supervisor.SupervisorSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which children are started again, and how often. */
class RestartTest extends SupervisorStage {

    private ServerRef startThree(Strategy strategy) {
        ServerRef supervisor = start(many(strategy, child("a"), child("b"), child("c")));
        events();
        return supervisor;
    }

    // ---- strategies

    @Test
    @Otp(136)
    void startsOnlyTheChildThatDied() {
        ServerRef supervisor = startThree(Strategy.ONE_FOR_ONE);
        ServerRef first = running("b");
        end("b", BOOM);
        awaitEvents(List.of("stop b: boom", "start b"));
        assertThat(ids(which(supervisor))).containsExactly("c", "b", "a");
        assertThat(info(supervisor, "b").server()).contains(running("b")).isNotEqualTo(Optional.of(first));
    }

    @Test
    @Otp(137)
    void stopsTheOthersInReverseOrderAndStartsAll() {
        ServerRef supervisor = startThree(Strategy.ONE_FOR_ALL);
        end("b", BOOM);
        awaitEvents(sequence("stop b: boom", stops("c", "a"), starts("a", "b", "c")));
        assertThat(ids(which(supervisor))).containsExactly("c", "b", "a");
    }

    @Test
    @Otp(138)
    void stopsThoseAfterItInReverseOrderAndStartsItAndThem() {
        ServerRef supervisor = start(
                many(Strategy.REST_FOR_ONE, child("a"), child("b"), child("c"), child("d")));
        events();
        end("b", BOOM);
        awaitEvents(sequence("stop b: boom", stops("d", "c"), starts("b", "c", "d")));
        assertThat(ids(which(supervisor))).containsExactly("d", "c", "b", "a");
    }

    @Test
    void startsAllThatHadNoProcessToo() {
        ServerRef supervisor = startThree(Strategy.ONE_FOR_ALL);
        supervisors.terminateChild(supervisor, "c");
        events();
        end("a", BOOM);
        awaitEvents(sequence("stop a: boom", stops("b"), starts("a", "b", "c")));
    }

    @Test
    @Otp(136)
    void startsAnInstanceAgainWithItsOwnArgument() {
        ServerRef supervisor = start(crowd(kind -> kind));
        supervisors.startInstance(supervisor, "first");
        ServerRef second = supervisors.startInstance(supervisor, "second").orElseThrow();
        events();
        end(second, BOOM);
        awaitEvents(List.of("stop second: boom", "start second"));
        assertThat(which(supervisor)).hasSize(2).noneMatch(child -> child.server().equals(Optional.of(second)));
    }

    // ---- kinds of restart

    @Test
    @Otp(139)
    void startsAPermanentChildAfterAnyReason() {
        start(many(Strategy.ONE_FOR_ONE, child("a")));
        for (ExitReason reason : List.of(ExitReason.NORMAL, ExitReason.SHUTDOWN, ExitReason.shutdown("why"), BOOM)) {
            events();
            end("a", reason);
            awaitEvents(List.of("stop a: " + reason, "start a"));
        }
    }

    @Test
    @Otp({ 139, 140 })
    void startsATransientChildOnlyAfterAnAbnormalEndAndKeepsIt() {
        ServerRef supervisor = start(many(Strategy.ONE_FOR_ONE, child("a").restart(Restart.TRANSIENT)));
        end("a", BOOM);
        awaitEvents(List.of("start a", "stop a: boom", "start a"));
        for (ExitReason reason : List.of(ExitReason.NORMAL, ExitReason.SHUTDOWN, ExitReason.shutdown("why"))) {
            end("a", reason);
            awaitStatus(supervisor, "a", Status.STOPPED);
            supervisors.restartChild(supervisor, "a");
        }
        assertThat(events()).hasSize(6);
    }

    @Test
    @Otp({ 139, 140 })
    void neverStartsATemporaryChildAgainAndForgetsIt() {
        for (ExitReason reason : List.of(ExitReason.NORMAL, BOOM)) {
            ServerRef supervisor = start(many(Strategy.ONE_FOR_ONE, child("a").restart(Restart.TEMPORARY)));
            end("a", reason);
            awaitChildren(supervisor);
            stop(supervisor);
        }
    }

    @Test
    @Otp({ 139, 140 })
    void forgetsAnInstanceThatIsNotStartedAgain() {
        ServerRef supervisor = start(crowd(kind -> kind.restart(Restart.TRANSIENT)));
        ServerRef ended = supervisors.startInstance(supervisor).orElseThrow();
        end(ended, ExitReason.NORMAL);
        awaitChildren(supervisor);
    }

    @Test
    @Otp(145)
    void forgetsATemporaryChildThatWasStoppedForAnother() {
        for (Strategy strategy : List.of(Strategy.ONE_FOR_ALL, Strategy.REST_FOR_ONE)) {
            ServerRef supervisor = start(many(strategy, child("a"), child("b").restart(Restart.TEMPORARY), child("c")));
            events();
            end("a", BOOM);
            awaitEvents(sequence("stop a: boom", stops("c", "b"), starts("a", "c")));
            assertThat(ids(which(supervisor))).containsExactly("c", "a");
            stop(supervisor);
            events();
        }
    }

    @Test
    void forgetsAnInstanceWhoseInitIgnoresTheRestart() {
        ServerRef supervisor = start(crowd(kind -> kind));
        ServerRef child = supervisors.startInstance(supervisor).orElseThrow();
        worker.plan("any").ignores = true;
        end(child, BOOM);
        awaitChildren(supervisor);
    }

    // ---- intensity

    @Test
    @Otp(141)
    void endsWithShutdownAndStopsAllWhenThereWereTooManyRestarts() {
        ServerRef supervisor = start(
                SupervisorSpec.oneForOne(child("a"), child("b")).intensity(2, Duration.ofSeconds(5)));
        events();
        for (int i = 0; i < 2; i++) {
            end("a", BOOM);
            awaitEvents(List.of("stop a: boom", "start a"));
        }
        end("a", BOOM);
        awaitEnd(supervisor);
        assertThat(events()).containsExactly("stop a: boom", "stop b: shutdown");
        assertThat(reasonOf(supervisor)).isEqualTo(ExitReason.SHUTDOWN);
    }

    @Test
    @Otp(141)
    void endsAtTheFirstRestartWithAnIntensityOfZero() {
        ServerRef supervisor = start(SupervisorSpec.oneForOne(child("a")).intensity(0, Duration.ofSeconds(5)));
        end("a", BOOM);
        awaitEnd(supervisor);
        assertThat(events()).containsExactly("start a", "stop a: boom");
    }

    @Test
    @Otp({ 141, 144 })
    void countsRestartsOfAllChildrenTogetherAndOnlyWithinThePeriod() {
        ServerRef supervisor = start(
                SupervisorSpec.oneForOne(child("a"), child("b")).intensity(1, Duration.ofSeconds(5)));
        events();
        for (String id : List.of("a", "b", "a", "b")) {
            end(id, BOOM);
            awaitEvents(List.of("stop " + id + ": boom", "start " + id));
            clock.addAndGet(Duration.ofMillis(5001).toNanos());
        }
        end("a", BOOM);
        awaitEvents(List.of("stop a: boom", "start a"));
        end("b", BOOM);
        awaitEnd(supervisor);
    }

    @Test
    @Otp(141)
    void givesUpWithTheSupervisorAboveIt() {
        inner.answer = Optional.of(SupervisorSpec.oneForOne(child("x")).intensity(0, Duration.ofSeconds(5)));
        start(many(Strategy.ONE_FOR_ONE, ChildSpec.of("inner", type("inner").named("inner"))));
        events();
        end("x", BOOM);
        awaitEvents(List.of("stop x: boom", "start x"));
        assertThat(inner.occasions).hasSize(2);
    }

    // ---- restarts that fail

    @Test
    @Otp(142)
    void triesAgainAtOnceAndCountsEachTry() {
        ServerRef supervisor = start(SupervisorSpec.oneForOne(child("a")).intensity(4, Duration.ofSeconds(5)));
        events();
        worker.plan("a").failures.set(3);
        end("a", BOOM);
        awaitEvents(List.of("stop a: boom", "fail a", "fail a", "fail a", "start a"));
        end("a", BOOM);
        awaitEnd(supervisor);
    }

    @Test
    @Otp({ 141, 142 })
    void endsWhenItCannotStartAChildAgain() {
        ServerRef supervisor = start(SupervisorSpec.oneForOne(child("a")).intensity(4, Duration.ofSeconds(5)));
        events();
        worker.plan("a").failures.set(100);
        end("a", BOOM);
        awaitEnd(supervisor);
        assertThat(events()).containsExactly("stop a: boom", "fail a", "fail a", "fail a", "fail a");
    }

    @Test
    @Otp(142)
    void countsAModuleWithoutCurrentRevisionAsATryThatFailed() {
        ServerRef supervisor = start(SupervisorSpec.oneForOne(child("a")).intensity(4, Duration.ofSeconds(5)));
        engine.group("stage").load(Map.of());
        end("a", BOOM);
        awaitEnd(supervisor);
    }

    @Test
    @Otp(142)
    void countsANameThatIsTakenAsATryThatFailed() {
        ServerRef supervisor = start(
                SupervisorSpec.oneForOne(child("a")).intensity(Integer.MAX_VALUE, Duration.ofSeconds(5)));
        engine.sys().suspend(supervisor, LONG);
        end("a", BOOM);
        ServerRef holder = engine.start(type("worker").named("a").with("holder"));
        engine.sys().resume(supervisor);
        awaitStatus(supervisor, "a", Status.RESTARTING);
        stop(holder);
        awaitStatus(supervisor, "a", Status.RUNNING);
    }

    /** A child fails until the supervisor has answered; if it did not listen between two tries, it would fail forever. */
    @Test
    @Otp(143)
    void handlesMessagesBetweenTwoTries() {
        ServerRef supervisor = start(
                SupervisorSpec.oneForOne(child("a")).intensity(Integer.MAX_VALUE, Duration.ofSeconds(5)));
        worker.plan("a").failures.set(Integer.MAX_VALUE);
        end("a", BOOM);
        await("it has failed once", () -> worker.events.contains("fail a"));
        assertThat(info(supervisor, "a").status()).isEqualTo(Status.RESTARTING);
        assertThat(supervisors.countChildren(supervisor).active()).isZero();
        supervisors.terminateChild(supervisor, "a");
        assertThat(info(supervisor, "a").status()).isEqualTo(Status.STOPPED);
        worker.plan("a").failures.set(0);
        supervisors.restartChild(supervisor, "a");
        assertThat(info(supervisor, "a").status()).isEqualTo(Status.RUNNING);
    }

    @Test
    @Otp(143)
    void showsAnInstanceThatIsBeingStartedAgainAndStopsTrying() {
        ServerRef supervisor = start(crowd(kind -> kind).intensity(Integer.MAX_VALUE, Duration.ofSeconds(5)));
        ServerRef child = supervisors.startInstance(supervisor).orElseThrow();
        worker.plan("any").failures.set(Integer.MAX_VALUE);
        end(child, BOOM);
        await("it has failed once", () -> worker.events.contains("fail any"));
        assertThat(which(supervisor)).extracting(info -> info.status()).containsExactly(Status.RESTARTING);
        assertThat(supervisors.countChildren(supervisor).workers()).isEqualTo(1);
        supervisors.terminateChild(supervisor, child);
        assertThat(which(supervisor)).isEmpty();
    }

    @Test
    @Otp(142)
    void triesToStartAnInstanceAgainUntilItRuns() {
        ServerRef supervisor = start(crowd(kind -> kind));
        ServerRef child = supervisors.startInstance(supervisor).orElseThrow();
        events();
        worker.plan("any").failures.set(3);
        end(child, BOOM);
        awaitEvents(List.of("stop any: boom", "fail any", "fail any", "fail any", "start any"));
        assertThat(supervisors.countChildren(supervisor).active()).isEqualTo(1);
    }

    @Test
    @Otp(146)
    void beginsTheNextTryOfRestForOneWithTheChildThatFailed() {
        start(many(Strategy.REST_FOR_ONE, child("a"), child("b"), child("c")));
        events();
        worker.plan("b").failures.set(2);
        end("a", BOOM);
        awaitEvents(sequence("stop a: boom", stops("c", "b"),
                "start a", "fail b", "fail b", "start b", "start c"));
    }

    /** It is the one that is being started again, and all others go with it. */
    @Test
    @Otp(146)
    void beginsTheNextTryOfOneForAllWithAllChildren() {
        start(many(Strategy.ONE_FOR_ALL, child("a"), child("b"), child("c")));
        events();
        worker.plan("b").failures.set(2);
        end("a", BOOM);
        awaitEvents(sequence("stop a: boom", stops("c", "b"),
                "start a", "fail b", "stop a: shutdown", "start a", "fail b", "stop a: shutdown", "start a",
                "start b", "start c"));
    }

    @Test
    @Otp(142)
    void pausesBetweenTriesThatFailIfItMayTryVeryOften() {
        ServerRef supervisor = start(
                SupervisorSpec.oneForOne(child("a")).intensity(Integer.MAX_VALUE, Duration.ofSeconds(5)));
        events();
        worker.plan("a").failures.set(Integer.MAX_VALUE);

        end("a", BOOM);

        await("it has paused", () -> pauses.size() >= 3);
        int tries = worker.events.size() - 1;
        assertThat(tries).isGreaterThan(RestartHistory.STORM).isLessThanOrEqualTo(RestartHistory.STORM + 1 + pauses
                .size());
        worker.plan("a").failures.set(0);
        awaitStatus(supervisor, "a", Status.RUNNING);
    }

    @Test
    void tellsWhichChildrenItCannotStartAgainAndWhy() {
        ServerRef supervisor = start(SupervisorSpec.oneForAll(child("a"), child("b"), child("c"))
                .intensity(Integer.MAX_VALUE, Duration.ofSeconds(5)));
        worker.plan("b").failures.set(Integer.MAX_VALUE);
        assertThat(engine.group("stage").failingChildren()).isEmpty();

        end("a", BOOM);

        await("it is told", () -> !engine.group("stage").failingChildren().isEmpty());
        assertThat(engine.group("stage").failingChildren()).singleElement().satisfies(failing -> {
            assertThat(failing.supervisor()).isEqualTo("sup");
            assertThat(failing.child()).isEqualTo("b");
            assertThat(failing.reason()).isNotEmpty();
        });
        worker.plan("b").failures.set(0);
        awaitStatus(supervisor, "c", Status.RUNNING);
        assertThat(engine.group("stage").failingChildren()).isEmpty();
    }

    @Test
    void tellsOfNoChildAnyMoreThatWasStoppedByHand() {
        for (SupervisorSpec spec : List.of(SupervisorSpec.oneForOne(child("a")), crowd(kind -> kind))) {
            ServerRef supervisor = start(spec.intensity(Integer.MAX_VALUE, Duration.ofSeconds(5)));
            boolean crowd = spec.strategy() == Strategy.SIMPLE_ONE_FOR_ONE;
            ServerRef child = crowd ? supervisors.startInstance(supervisor).orElseThrow() : running("a");
            Plan plan = worker.plan(crowd ? "any" : "a");
            plan.failures.set(Integer.MAX_VALUE);
            end(child, BOOM);
            await("it is told", () -> !engine.group("stage").failingChildren().isEmpty());

            if (crowd) {
                supervisors.terminateChild(supervisor, child);
            } else {
                supervisors.terminateChild(supervisor, "a");
            }

            await("it is told no more", () -> engine.group("stage").failingChildren().isEmpty());
            plan.failures.set(0);
            stop(supervisor);
        }
    }

    // ---- by hand

    @Test
    @Otp(147)
    void doesNotCountWhatIsStoppedAndStartedByHand() {
        ServerRef supervisor = start(SupervisorSpec.oneForOne(child("a")).intensity(0, Duration.ofSeconds(5)));
        for (int i = 0; i < 10; i++) {
            supervisors.terminateChild(supervisor, "a");
            supervisors.restartChild(supervisor, "a");
        }
        assertThat(supervisor.isAlive()).isTrue();
    }

    @Test
    void startsAChildAgainOnTheRevisionThatIsCurrentThen() {
        start(many(Strategy.ONE_FOR_ONE, child("a"), child("b")));
        load("2");
        ServerRef old = running("a");
        end(old, BOOM);
        await("it runs again", () -> engine.whereis("a").filter(again -> !again.equals(old)).isPresent());
        assertThat(engine.servers()).filteredOn(info -> List.of("a", "b").contains(info.name()))
                .extracting(info -> info.version()).containsExactly("2", "1");
    }
}
