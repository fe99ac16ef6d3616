/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static dev.twofold.engine.StatusWord.SCHEDULED;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.twofold.server.CallFailedException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** A caller that runs the server itself, and others that would. */
public final class LendingStress {

    private LendingStress() {}

    /** A caller against the pool: one after the other, each sees what the other has done. */
    @JCStressTest
    @Outcome(id = { "reply, ab", "reply, ba" }, expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class CallAgainstPool {

        private final Server server = Lab.lending();

        @Actor
        public void caller(LL_Result result) {
            result.r1 = server.call("a", Lab.LONG);
        }

        @Actor
        public void pool() {
            server.push(new Message.Cast("b"));
            if (server.set(SCHEDULED)) {
                server.run();
            }
        }

        @Arbiter
        public void look(LL_Result result) {
            Lab.awaitHandled(server, 2);
            result.r2 = Lab.text(server);
        }
    }

    /** Two callers. */
    @JCStressTest
    @Outcome(id = { "ab", "ba" }, expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class CallAgainstCall {

        private final Server server = Lab.lending();

        @Actor
        public void one() {
            server.call("a", Lab.LONG);
        }

        @Actor
        public void two() {
            server.call("b", Lab.LONG);
        }

        @Arbiter
        public void look(L_Result result) {
            Lab.awaitHandled(server, 2);
            result.r1 = Lab.text(server);
        }
    }

    /** A caller against a resume: what has waited comes first. */
    @JCStressTest
    @Outcome(id = "ab", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class CallAgainstResume {

        private final Server server = Lab.lending();

        public CallAgainstResume() {
            server.suspend();
            server.cast("a");
        }

        @Actor
        public void operator() {
            server.resume();
        }

        @Actor
        public void caller() {
            server.call("b", Lab.LONG);
        }

        @Arbiter
        public void look(L_Result result) {
            Lab.awaitHandled(server, 2);
            result.r1 = Lab.text(server);
        }
    }

    /** A caller against an opening gate: what was held comes first. */
    @JCStressTest
    @Outcome(id = "ab", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class CallAgainstOpening {

        private final Server server = Lab.lending();

        public CallAgainstOpening() {
            server.gate();
            server.seal();
            server.cast("a");
        }

        @Actor
        public void gate() {
            server.ungate();
        }

        @Actor
        public void caller() {
            server.call("b", Lab.LONG);
        }

        @Arbiter
        public void look(L_Result result) {
            Lab.awaitHandled(server, 2);
            result.r1 = Lab.text(server);
        }
    }

    /** A caller against a kill: it gets the reply or the reason, and the server keeps nothing. */
    @JCStressTest
    @Outcome(id = { "reply, null", "killed, null", "noproc, null" }, expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class CallAgainstKill {

        private final Server server = Lab.lending();

        @Actor
        public void caller(LL_Result result) {
            try {
                result.r1 = server.call("a", Lab.LONG);
            } catch (CallFailedException failed) {
                result.r1 = failed.reason().text();
            }
        }

        @Actor
        public void killer() {
            Lab.kill(server);
        }

        @Arbiter
        public void look(LL_Result result) {
            result.r2 = String.valueOf(server.code());
        }
    }
}
