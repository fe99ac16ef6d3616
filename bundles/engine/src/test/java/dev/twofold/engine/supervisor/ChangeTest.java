/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.engine.ChangeFailedException;
import dev.twofold.engine.Code;
import dev.twofold.engine.Gate;
import dev.twofold.engine.Otp;
import dev.twofold.engine.StateChange;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.supervisor.AutoShutdown;
import dev.twofold.supervisor.ChildInfo.Status;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Occasion;
import dev.twofold.supervisor.Restart;
import dev.twofold.supervisor.Shutdown;
import dev.twofold.supervisor.Strategy;
import dev.twofold.supervisor.SupervisorSpec;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Supervisors whose module is upgraded. */
class ChangeTest extends SupervisorStage {

    /** Changes the code of a supervisor; the ids of the children that are new. */
    private List<String> upgrade(ServerRef supervisor, SupervisorSpec next, UnaryOperator<Object> carry) {
        script.answer = Optional.of(next);
        return upgrade(supervisor, carry);
    }

    private List<String> upgrade(ServerRef supervisor, SupervisorSpec next) {
        return upgrade(supervisor, next, UnaryOperator.identity());
    }

    private List<String> upgrade(ServerRef supervisor, UnaryOperator<Object> carry) {
        engine.sys().suspend(supervisor, LONG);
        try {
            engine.changeCode(supervisor, new Code<>("stage", "2", "sup", server(script)), carrying(carry), LONG);
        } finally {
            engine.sys().resume(supervisor);
        }
        return ((Children) engine.sys().rawState(supervisor, LONG).orElseThrow()).added();
    }

    private static StateChange carrying(UnaryOperator<Object> carry) {
        return new StateChange() {
            @Override
            public Object state(Code<?> from, Code<?> to, Object state) {
                return state;
            }

            @Override
            public Object message(Object message) {
                return carry.apply(message);
            }
        };
    }

    private void assertRefuses(ServerRef supervisor, SupervisorSpec next, String reason) {
        assertThatThrownBy(() -> upgrade(supervisor, next)).isInstanceOf(ChangeFailedException.class)
                .hasMessageContaining(reason);
        assertThat(supervisor.isAlive()).isTrue();
    }

    @Test
    @Otp(166)
    void asksTheAuthorAgainWithTheSameArgumentAndTellsItApartFromAStart() {
        script.answer = Optional.of(SupervisorSpec.oneForOne());
        ServerRef supervisor = engine.start(type("sup").named("sup").with("argument"));
        upgrade(supervisor, UnaryOperator.identity());
        upgrade(supervisor, UnaryOperator.identity());
        assertThat(script.occasions).containsExactly(Occasion.START, Occasion.UPGRADE, Occasion.UPGRADE);
        assertThat(script.arguments).containsOnly(Optional.of("argument"));
    }

    @Test
    @Otp(167)
    void replacesStrategyIntensityAndPeriodAtOnce() {
        ServerRef supervisor = start(many(Strategy.ONE_FOR_ONE, child("a"), child("b")));
        upgrade(supervisor, many(Strategy.ONE_FOR_ALL, child("a"), child("b")));
        events();
        end("a", BOOM);
        awaitEvents(sequence("stop a: boom", stops("b"), starts("a", "b")));
        upgrade(supervisor, SupervisorSpec.oneForAll(child("a"), child("b")).intensity(0, Duration.ofSeconds(5)));
        end("b", BOOM);
        awaitEnd(supervisor);
    }

    @Test
    @Otp(167)
    void remembersTheRestartsBeforeTheUpgrade() {
        SupervisorSpec spec = SupervisorSpec.oneForOne(child("a")).intensity(1, Duration.ofSeconds(5));
        ServerRef supervisor = start(spec);
        ServerRef first = running("a");
        end(first, BOOM);
        await("it runs again", () -> engine.whereis("a").filter(again -> !again.equals(first)).isPresent());
        upgrade(supervisor, spec);
        end("a", BOOM);
        awaitEnd(supervisor);
    }

    @Test
    @Otp(167)
    void replacesTheAutomaticShutdown() {
        SupervisorSpec spec = many(Strategy.ONE_FOR_ONE, child("a").restart(Restart.TEMPORARY));
        ServerRef supervisor = start(spec);
        upgrade(supervisor, spec.children(List.of(spec.children().get(0).significant(true)))
                .autoShutdown(AutoShutdown.ANY_SIGNIFICANT));
        end("a", BOOM);
        assertThat(reasonOf(supervisor)).isEqualTo(ExitReason.SHUTDOWN);
    }

    @Test
    @Otp(168)
    void keepsTheProcessOfAKnownChildAndStartsItAnewOnlyAfterItsEnd() {
        ServerRef supervisor = start(many(Strategy.ONE_FOR_ONE, child("a")));
        ServerRef process = running("a");
        ChildSpec other = child("a").start(type("worker").named("a").with("other"));
        assertThat(upgrade(supervisor, many(Strategy.ONE_FOR_ONE, other))).isEmpty();
        assertThat(info(supervisor, "a").server()).contains(process);
        assertThat(process.isAlive()).isTrue();
        assertThat(supervisors.childSpec(supervisor, "a")).isEqualTo(other);
        events();
        end(process, BOOM);
        awaitEvents(List.of("stop a: boom", "start other"));
    }

    @Test
    @Otp(169)
    void addsANewChildWithoutStartingItAndNamesIt() {
        ServerRef supervisor = start(many(Strategy.ONE_FOR_ONE, child("a")));
        events();
        List<String> added = upgrade(supervisor, many(Strategy.ONE_FOR_ONE, child("x"), child("a"), child("b")));
        assertThat(added).containsExactly("x", "b");
        assertThat(events()).isEmpty();
        assertThat(info(supervisor, "b").status()).isEqualTo(Status.STOPPED);
        added.forEach(id -> supervisors.restartChild(supervisor, id));
        assertThat(events()).isEqualTo(sequence(starts("x", "b")));
        assertThat(upgrade(supervisor, UnaryOperator.identity())).isEmpty();
    }

    @Test
    @Otp({ 170, 171 })
    void keepsWhatIsGoneFromTheListAndWhatWasAddedByHandBehindTheNewList() {
        ServerRef supervisor = start(many(Strategy.ONE_FOR_ALL, child("a"), child("b"), child("c")));
        supervisors.startChild(supervisor, child("d"));
        upgrade(supervisor, many(Strategy.ONE_FOR_ALL, child("n"), child("c"), child("b")));
        assertThat(ids(which(supervisor))).containsExactly("d", "a", "b", "c", "n");
        supervisors.terminateChild(supervisor, "a");
        supervisors.deleteChild(supervisor, "a");
        events();
        end("b", BOOM);
        awaitEvents(sequence("stop b: boom", stops("d", "c"), starts("n", "c", "b", "d")));
    }

    @Test
    @Otp(172)
    void changesNothingWhenItsAuthorIgnoresTheUpgrade() {
        ServerRef supervisor = start(many(Strategy.ONE_FOR_ONE, child("a"), child("b")));
        supervisors.terminateChild(supervisor, "b");
        supervisors.deleteChild(supervisor, "b");
        supervisors.startChild(supervisor, child("c"));
        script.answer = Optional.empty();
        assertThat(upgrade(supervisor, UnaryOperator.identity())).isEmpty();
        assertThat(ids(which(supervisor))).containsExactly("c", "a");
        assertThat(supervisors.countChildren(supervisor).active()).isEqualTo(2);
    }

    @Test
    @Otp(172)
    void refusesAWrongListAndChangesNothing() {
        ServerRef supervisor = start(many(Strategy.ONE_FOR_ONE, child("a")));
        assertRefuses(supervisor, SupervisorSpec.oneForAll(child("b"), child("b")), "duplicate_child_name");
        assertRefuses(supervisor, SupervisorSpec.oneForAll(child("b").significant(true)), "bad_combination");
        script.failure = Optional.of(new IllegalStateException("not today"));
        assertRefuses(supervisor, SupervisorSpec.oneForAll(), "not today");
        assertThat(ids(which(supervisor))).containsExactly("a");
        assertThat(engine.sys().state(supervisor, LONG)).startsWith("one_for_one");
    }

    @Test
    void refusesToTurnIdsIntoInstancesWhileThereAreProcesses() {
        SupervisorSpec rows = many(Strategy.ONE_FOR_ONE, child("a"));
        SupervisorSpec crowd = crowd(kind -> kind);
        ServerRef supervisor = start(rows);
        assertRefuses(supervisor, crowd, "invalid_strategy");
        supervisors.terminateChild(supervisor, "a");
        assertThat(upgrade(supervisor, crowd)).isEmpty();
        ServerRef instance = supervisors.startInstance(supervisor).orElseThrow();
        assertRefuses(supervisor, rows, "invalid_strategy");
        supervisors.terminateChild(supervisor, instance);
        assertThat(upgrade(supervisor, rows)).containsExactly("a");
    }

    @Test
    @Otp({ 167, 168 })
    void replacesTheSpecificationOfInstancesAndKeepsThem() {
        ServerRef supervisor = start(crowd(kind -> kind));
        ServerRef plain = supervisors.startInstance(supervisor).orElseThrow();
        ServerRef own = supervisors.startInstance(supervisor, "own").orElseThrow();
        upgrade(supervisor, crowd(kind -> kind.start(type("worker").with("changed"))));
        assertThat(which(supervisor)).hasSize(2);
        events();
        end(plain, BOOM);
        awaitEvents(List.of("stop any: boom", "start changed"));
        end(own, BOOM);
        awaitEvents(List.of("stop own: boom", "start own"));
    }

    @Test
    void carriesTheArgumentsOfWhatItKeepsOverToTheNewRevision() {
        UnaryOperator<Object> carry = argument -> "new " + argument;
        script.answer = Optional.of(many(Strategy.ONE_FOR_ONE, child("a")));
        ServerRef supervisor = engine.start(type("sup").named("sup").with("argument"));
        upgrade(supervisor, many(Strategy.ONE_FOR_ONE, child("b")), carry);
        assertThat(script.arguments).containsExactly(Optional.of("argument"), Optional.of("new argument"));
        assertThat(supervisors.childSpec(supervisor, "a").start().argument()).contains("new a");
        assertThat(supervisors.childSpec(supervisor, "b").start().argument()).contains("b");
    }

    @Test
    void carriesTheArgumentsOfInstancesOverWithoutTouchingTheOldState() {
        ServerRef supervisor = start(crowd(kind -> kind));
        ServerRef own = supervisors.startInstance(supervisor, "own").orElseThrow();
        changedOrNot(server(script), (Children) engine.sys().rawState(supervisor, LONG).orElseThrow());
        events();
        end(own, BOOM);
        awaitEvents(List.of("stop own: boom", "start own"));
        ServerRef again = which(supervisor).get(0).server().orElseThrow();
        engine.sys().replaceState(supervisor, state -> changedOrNot(server(script), (Children) state), LONG);
        end(again, BOOM);
        awaitEvents(List.of("stop own: boom", "start new own"));
    }

    /** An object that stands for one of the old revision's class. */
    private WeakReference<Object> startWithOldArguments() {
        Object old = new Object() {
            @Override
            public String toString() {
                return "old";
            }
        };
        script.answer = Optional.of(many(Strategy.ONE_FOR_ONE, ChildSpec.of("a", type("worker").with(old))));
        engine.start(type("sup").named("sup").with(old));
        return new WeakReference<>(old);
    }

    @Test
    void letsGoOfTheArgumentsOfTheOldRevision() {
        WeakReference<Object> old = startWithOldArguments();
        script.arguments.clear();
        upgrade(running("sup"), many(Strategy.ONE_FOR_ONE), argument -> "new");
        await("the garbage collector has found it", () -> {
            System.gc();
            return old.get() == null;
        });
        assertThat(supervisors.childSpec(running("sup"), "a").start().argument()).contains("new");
    }

    private static Children changedOrNot(SupervisorServer to, Children old) {
        try {
            return to.changed(old, argument -> "new " + argument);
        } catch (Exception refused) {
            throw new AssertionError(refused);
        }
    }

    @Test
    @Otp(143)
    void goesOnTryingToStartAChildAgain() {
        SupervisorSpec spec = SupervisorSpec.oneForOne(child("a")).intensity(Integer.MAX_VALUE, Duration.ofSeconds(5));
        ServerRef supervisor = start(spec);
        worker.plan("a").failures.set(Integer.MAX_VALUE);
        end("a", BOOM);
        await("it has failed once", () -> worker.events.contains("fail a"));
        upgrade(supervisor, spec.children(List.of(child("a").shutdown(Shutdown.INFINITY))));
        worker.plan("a").failures.set(0);
        await("it runs again", () -> engine.whereis("a").isPresent());
    }

    /** With all that waits for the supervisor behind a closed gate: deaths, requests, and arguments of old classes. */
    @Test
    @Otp({ 162, 166 })
    void changesWithItsModuleBehindTheGate() throws Exception {
        ServerRef supervisor = start(many(Strategy.ONE_FOR_ONE, child("a")));
        events();
        script.answer = Optional.of(many(Strategy.ONE_FOR_ONE, child("a"), child("b")));
        Code<?> sup = new Code<>("stage", "2", "sup", server(script));
        Map<String, Code<?>> codes = Map.of("sup", sup, "worker", new Code<>("stage", "2", "worker", worker),
                "watcher", new Code<>("stage", "2", "watcher", watcher));
        CompletionStage<Object> started;
        try (Gate gate = engine.group("stage").closeGate(LONG)) {
            started = supervisor.sendRequest(new Request.StartChild(child("c")));
            engine.sys().exit(running("a"), ExitReason.KILL);
            gate.change(codes, carrying(argument -> argument.equals("c") ? "new c" : argument), LONG);
            gate.commit();
        }
        Object outcome = started.toCompletableFuture().get();
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        await("both have started", () -> worker.events.size() == 2);
        assertThat(events()).containsExactlyInAnyOrder("start a", "start new c");
        assertThat(ids(which(supervisor))).containsExactly("c", "b", "a");
        assertThat(engine.servers()).extracting(info -> info.version()).containsOnly("2");
    }
}
