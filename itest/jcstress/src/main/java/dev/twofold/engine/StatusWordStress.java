/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static dev.twofold.engine.StatusWord.ENDED;
import static dev.twofold.engine.StatusWord.LENDING;
import static dev.twofold.engine.StatusWord.RUNNING;
import static dev.twofold.engine.StatusWord.SCHEDULED;
import static dev.twofold.engine.StatusWord.SUSPENDED;
import static dev.twofold.engine.StatusWord.SYSTEM;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The status word alone: what is set is set, by one, and what has ended has ended. */
public final class StatusWordStress {

    private StatusWordStress() {}

    /** Who schedules a server has to hand it in: there is one who does. */
    @JCStressTest
    @Outcome(id = { "true, false", "false, true" }, expect = ACCEPTABLE, desc = "one has set it")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class SetAgainstSet {

        private final StatusWord word = new StatusWord(0);

        @Actor
        public void one(ZZ_Result result) {
            result.r1 = word.set(SCHEDULED);
        }

        @Actor
        public void two(ZZ_Result result) {
            result.r2 = word.set(SCHEDULED);
        }
    }

    /** The end comes through, and nothing is set behind it. */
    @JCStressTest
    @Outcome(id = "true, true, 36", expect = ACCEPTABLE, desc = "suspended, then ended")
    @Outcome(id = "false, true, 32", expect = ACCEPTABLE, desc = "ended first")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class SetAgainstEnd {

        private final StatusWord word = new StatusWord(0);

        @Actor
        public void suspend(ZZI_Result result) {
            result.r1 = word.set(SUSPENDED);
        }

        @Actor
        public void end(ZZI_Result result) {
            result.r2 = word.set(ENDED);
        }

        @Arbiter
        public void look(ZZI_Result result) {
            result.r3 = word.word() & (SUSPENDED | ENDED);
        }
    }

    /** Neither takes the other's bit along. */
    @JCStressTest
    @Outcome(id = "true, true, 64", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class SetAgainstClear {

        private final StatusWord word = new StatusWord(SUSPENDED);

        @Actor
        public void set(ZZI_Result result) {
            result.r1 = word.set(SYSTEM);
        }

        @Actor
        public void clear(ZZI_Result result) {
            result.r2 = word.clear(SUSPENDED);
        }

        @Arbiter
        public void look(ZZI_Result result) {
            result.r3 = word.word();
        }
    }

    /** Whoever runs it has found it alive; whoever has not has given the turn back. */
    @JCStressTest
    @Outcome(id = "true, true, 35", expect = ACCEPTABLE, desc = "runs, then ends")
    @Outcome(id = "false, true, 32", expect = ACCEPTABLE, desc = "ends, and is not run any more")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class RunAgainstEnd {

        private final StatusWord word = new StatusWord(SCHEDULED);

        @Actor
        public void run(ZZI_Result result) {
            result.r1 = word.tryRun();
        }

        @Actor
        public void end(ZZI_Result result) {
            result.r2 = word.set(ENDED);
        }

        @Arbiter
        public void look(ZZI_Result result) {
            result.r3 = word.word();
        }
    }

    /** A caller that runs it itself has found it alive. */
    @JCStressTest
    @Outcome(id = "true, true, 291", expect = ACCEPTABLE, desc = "lent, then ended")
    @Outcome(id = "false, true, 288", expect = ACCEPTABLE, desc = "ended first, or in between")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class LendAgainstEnd {

        private final StatusWord word = new StatusWord(LENDING);

        @Actor
        public void lend(ZZI_Result result) {
            result.r1 = word.tryLend();
        }

        @Actor
        public void end(ZZI_Result result) {
            result.r2 = word.set(ENDED);
        }

        @Arbiter
        public void look(ZZI_Result result) {
            result.r3 = word.word();
        }
    }

    /** A caller's thread or the pool: one of them. */
    @JCStressTest
    @Outcome(id = { "true, false", "false, true" }, expect = ACCEPTABLE, desc = "one has it")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class LendAgainstSchedule {

        private final StatusWord word = new StatusWord(LENDING);

        @Actor
        public void lend(ZZ_Result result) {
            result.r1 = word.tryLend();
        }

        @Actor
        public void schedule(ZZ_Result result) {
            result.r2 = word.set(SCHEDULED);
        }
    }

    /** One caller at a time. */
    @JCStressTest
    @Outcome(id = { "true, false", "false, true" }, expect = ACCEPTABLE, desc = "one has it")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class LendAgainstLend {

        private final StatusWord word = new StatusWord(LENDING);

        @Actor
        public void one(ZZ_Result result) {
            result.r1 = word.tryLend();
        }

        @Actor
        public void two(ZZ_Result result) {
            result.r2 = word.tryLend();
        }
    }

    /** A suspended server is not lent. */
    @JCStressTest
    @Outcome(id = "true, true, true", expect = ACCEPTABLE, desc = "lent, and suspended while it runs")
    @Outcome(id = "false, true, false", expect = ACCEPTABLE, desc = "suspended first, or in between")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class LendAgainstSuspend {

        private final StatusWord word = new StatusWord(LENDING);

        @Actor
        public void lend(ZZZ_Result result) {
            result.r1 = word.tryLend();
        }

        @Actor
        public void suspend(ZZZ_Result result) {
            result.r2 = word.set(SUSPENDED);
        }

        @Arbiter
        public void look(ZZZ_Result result) {
            result.r3 = word.has(RUNNING);
        }
    }
}
