/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.engine.Otp;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.StartFailedException;
import dev.twofold.supervisor.ChildInfo.Status;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Occasion;
import dev.twofold.supervisor.Restart;
import dev.twofold.supervisor.Shutdown;
import dev.twofold.supervisor.SupervisorSpec;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How a supervisor starts. */
class StartTest extends SupervisorStage {

    private void assertFailsToStart(SupervisorSpec spec, String... reasons) {
        assertThatThrownBy(() -> start(spec)).isInstanceOf(StartFailedException.class)
                .hasMessageContainingAll(reasons);
        assertThat(engine.whereis("sup")).isEmpty();
    }

    @Test
    @Otp(130)
    void startsChildrenInTheOrderOfTheList() {
        ServerRef supervisor = start(SupervisorSpec.oneForOne(child("a"), child("b"), child("c")));
        assertThat(events()).isEqualTo(sequence(starts("a", "b", "c")));
        assertThat(ids(which(supervisor))).containsExactly("c", "b", "a");
    }

    @Test
    void passesItsArgumentToTheAuthorAndSaysThatItStarts() {
        script.answer = Optional.of(SupervisorSpec.oneForOne());
        engine.start(type("sup").with("argument"));
        assertThat(script.arguments).containsExactly(Optional.of("argument"));
        assertThat(script.occasions).containsExactly(Occasion.START);
    }

    @Test
    @Otp(131)
    void stopsWhatHasStartedWhenAChildDoesNotStart() {
        worker.plan("c").failures.set(1);
        assertFailsToStart(SupervisorSpec.oneForOne(child("a"), child("b"), child("c"), child("d")),
                "shutdown: failed_to_start_child: c: planned");
        assertThat(events()).containsExactly("start a", "start b", "fail c", "stop b: shutdown", "stop a: shutdown");
        assertThat(names()).isEmpty();
    }

    @Test
    @Otp(131)
    void countsANameThatIsTakenAsAStartThatFailed() {
        engine.start(type("worker").named("b").with("other"));
        assertFailsToStart(SupervisorSpec.oneForOne(child("a"), child("b")), "failed_to_start_child: b",
                "already_started");
    }

    @Test
    @Otp(133)
    void countsAModuleThatIsNotThereAsAStartThatFailed() {
        assertFailsToStart(SupervisorSpec.oneForOne(ChildSpec.of("a", ServerSpec.of("nowhere", "worker"))),
                "failed_to_start_child: a", "nowhere");
    }

    @Test
    @Otp(132)
    void keepsAChildThatIgnoresItsStartUnlessItIsTemporary() {
        worker.plan("a").ignores = true;
        worker.plan("b").ignores = true;
        ServerRef supervisor = start(
                SupervisorSpec.oneForOne(child("a"), child("b").restart(Restart.TEMPORARY), child("c")));
        assertThat(ids(which(supervisor))).containsExactly("c", "a");
        assertThat(info(supervisor, "a").status()).isEqualTo(Status.STOPPED);
        assertThat(info(supervisor, "a").server()).isEmpty();
    }

    @Test
    @Otp(133)
    void countsAnExceptionInInitAsAStartThatFailed() {
        worker.plan("a").atStart = context -> {
            throw new IllegalStateException("thrown in init");
        };
        assertFailsToStart(SupervisorSpec.oneForOne(child("a")), "failed_to_start_child: a", "thrown in init");
    }

    @Test
    @Otp(135)
    void refusesASpecificationThatIsWrong() {
        assertFailsToStart(SupervisorSpec.oneForOne(child("a"), child("a")), "start_spec: duplicate_child_name");
        assertThat(events()).isEmpty();
    }

    @Test
    @Otp(135)
    void isNotThereWhenItsAuthorDoesNotWantIt() {
        assertThatThrownBy(() -> engine.start(type("sup").named("sup"))).isInstanceOfSatisfying(
                StartFailedException.class, failed -> assertThat(failed.reason()).isEqualTo(ExitReason.IGNORE));
    }

    @Test
    @Otp(135)
    @SuppressWarnings("OptionalAssignedToNull")
    void refusesAnAuthorWhoReturnsNothingAtAll() {
        script.answer = null;
        assertThatThrownBy(() -> engine.start(type("sup"))).hasMessageContaining("bad_return");
    }

    @Test
    void doesNotStartWhenItsAuthorThrows() {
        script.failure = Optional.of(new IllegalStateException("no specification today"));
        assertThatThrownBy(() -> engine.start(type("sup"))).isInstanceOf(StartFailedException.class)
                .hasMessageContaining("no specification today");
    }

    @Test
    void startsNestedSupervisors() {
        inner.answer = Optional.of(SupervisorSpec.oneForAll(child("x"), child("y")));
        ServerRef supervisor = start(
                SupervisorSpec.oneForOne(child("a"), ChildSpec.of("inner", type("inner").named("inner")), child("b")));
        assertThat(events()).isEqualTo(sequence(starts("a", "x", "y", "b")));
        assertThat(info(supervisor, "inner").supervisor()).isTrue();
        assertThat(info(supervisor, "a").supervisor()).isFalse();
        stop(supervisor);
        assertThat(events()).isEqualTo(sequence(stops("b", "y", "x", "a")));
    }

    @Test
    @Otp(131)
    void namesTheChildThatFailedThroughAllSupervisorsAboveIt() {
        inner.answer = Optional.of(SupervisorSpec.oneForOne(child("x")));
        worker.plan("x").failures.set(1);
        assertFailsToStart(SupervisorSpec.oneForOne(child("a"), ChildSpec.of("inner", type("inner"))),
                "failed_to_start_child: inner: shutdown: failed_to_start_child: x: planned");
    }

    /** Its default is to wait for a supervisor as long as it takes. */
    @Test
    @Otp(134)
    void neverKillsANestedSupervisorForBeingSlow() throws Exception {
        worker.plan("x").mayEnd = new CountDownLatch(1);
        inner.answer = Optional.of(SupervisorSpec.oneForAll(child("x").shutdown(Shutdown.INFINITY)));
        ServerRef supervisor = start(SupervisorSpec.oneForOne(ChildSpec.of("inner", type("inner").named("inner"))));
        var stopping = clients.submit(() -> stop(supervisor));
        await("its child is asked to end", () -> worker.events.contains("stop x: shutdown"));
        assertThat(stopping).isNotDone();
        worker.plan("x").mayEnd.countDown();
        stopping.get();
        assertThat(limits.get("inner")).isGreaterThan(CENTURY);
    }
}
