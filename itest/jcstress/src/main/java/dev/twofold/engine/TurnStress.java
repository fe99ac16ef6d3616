/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static dev.twofold.engine.StatusWord.SCHEDULED;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.twofold.server.ExitReason;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** A server's turn, and somebody who sends, suspends, stops or kills at the same time. */
public final class TurnStress {

    private TurnStress() {}

    /** A message that comes when the turn ends is not forgotten: the owner sees it or the sender hands the server in. */
    @JCStressTest
    @Outcome(id = "ab", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "the message waits for ever")
    @State
    public static class SendAgainstTurn {

        private final Server server = Lab.waiting();

        public SendAgainstTurn() {
            server.push(new Message.Cast("a"));
        }

        @Actor
        public void owner() {
            server.run();
        }

        @Actor
        public void sender() {
            server.cast("b");
        }

        @Arbiter
        public void look(L_Result result) {
            Lab.awaitHandled(server, 2);
            result.r1 = Lab.text(server);
        }
    }

    /** Once suspend has returned nothing is handled, until resume; nothing is lost over that. */
    @JCStressTest
    @Outcome(id = { "0, 0, a", "1, 1, a" }, expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class SuspendAgainstSend {

        private final Server server = Lab.waiting();

        @Actor
        public void sender() {
            server.cast("a");
            server.run();
        }

        @Actor
        public void operator(LLL_Result result) {
            server.suspend();
            Request reached = server.system(there -> true);
            Lab.await(reached::isDone);
            result.r1 = server.handled();
        }

        @Arbiter
        public void look(LLL_Result result) {
            result.r2 = server.handled();
            server.resume();
            Lab.awaitHandled(server, 1);
            result.r3 = Lab.text(server);
        }
    }

    /** A message that comes while the server is resumed is not forgotten, nor one that has waited. */
    @JCStressTest
    @Outcome(id = "ab", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "the message waits for ever")
    @State
    public static class ResumeAgainstSend {

        private final Server server = Lab.idle();

        public ResumeAgainstSend() {
            server.suspend();
            server.cast("a");
        }

        @Actor
        public void operator() {
            server.resume();
        }

        @Actor
        public void sender() {
            server.cast("b");
        }

        @Arbiter
        public void look(L_Result result) {
            Lab.awaitHandled(server, 2);
            result.r1 = Lab.text(server);
        }
    }

    /** A stop and a call: the call is answered, or fails because of the stop. */
    @JCStressTest
    @Outcome(id = "reply, normal", expect = ACCEPTABLE, desc = "called before")
    @Outcome(id = "normal, normal", expect = ACCEPTABLE, desc = "stopped before")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class StopAgainstCall {

        private final Server server = Lab.waiting();
        private final Request request = Lab.request(server);

        @Actor
        public void stopper() {
            server.stop(ExitReason.NORMAL);
        }

        @Actor
        public void caller() {
            server.send(request);
        }

        @Arbiter
        public void look(LL_Result result) {
            server.run();
            result.r1 = Lab.outcome(request);
            result.r2 = String.valueOf(server.exit());
        }
    }

    /** A call is sent while the server is killed: it fails at once, although nobody runs the server any more. */
    @JCStressTest
    @Outcome(id = { "killed", "noproc" }, expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "the caller waits for ever")
    @State
    public static class CallAgainstKill {

        private final Server server = Lab.waiting();
        private final Request request = Lab.request(server);

        @Actor
        public void caller() {
            server.send(request);
        }

        @Actor
        public void killer() {
            Lab.kill(server);
        }

        @Arbiter
        public void look(L_Result result) {
            result.r1 = Lab.outcome(request);
        }
    }

    /** An operator's call against a kill: it is answered in any case. */
    @JCStressTest
    @Outcome(id = "killed", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "the operator waits for ever")
    @State
    public static class SystemCallAgainstKill {

        private final Server server = Lab.waiting();
        private Request request;

        @Actor
        public void operator() {
            request = server.system(there -> true);
        }

        @Actor
        public void killer() {
            Lab.kill(server);
        }

        @Arbiter
        public void look(L_Result result) {
            result.r1 = Lab.outcome(request);
        }
    }

    /** The server is killed in its turn: its caller is answered or told, and it keeps nothing of its code and state. */
    @JCStressTest
    @Outcome(id = { "reply, null, null", "killed, null, null" }, expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class KillAgainstTurn {

        private final Server server = Lab.waiting();
        private final Request request = Lab.request(server);

        public KillAgainstTurn() {
            server.push(request);
        }

        @Actor
        public void owner() {
            server.run();
        }

        @Actor
        public void killer() {
            Lab.kill(server);
        }

        @Arbiter
        public void look(LLL_Result result) {
            result.r1 = Lab.outcome(request);
            result.r2 = String.valueOf(server.code());
            result.r3 = String.valueOf(server.state());
        }
    }

    /** The same when the batch is longer than the turn: what is left over is told, too. */
    @JCStressTest
    @Outcome(id = { "reply, null", "killed, null" }, expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class KillAgainstEndOfTurn {

        private final Server server = Lab.waiting();
        private final Request request = Lab.request(server);

        public KillAgainstEndOfTurn() {
            Lab.fillTurn(server);
            server.push(request);
        }

        @Actor
        public void owner() {
            server.run();
        }

        @Actor
        public void killer() {
            Lab.kill(server);
        }

        @Arbiter
        public void look(LL_Result result) {
            Lab.await(() -> !server.has(SCHEDULED));
            result.r1 = Lab.outcome(request);
            result.r2 = String.valueOf(server.code());
        }
    }

    /** Whoever is told that a server was killed finds it ended. */
    @JCStressTest
    @Outcome(id = { "reply, true", "reply, false", "killed, false" }, expect = ACCEPTABLE)
    @Outcome(id = "none, false", expect = ACCEPTABLE, desc = "the killer is about to tell")
    @Outcome(id = "killed, true", expect = FORBIDDEN, desc = "told too early: its name may be taken yet")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ToldAgainstKill {

        private final Server server = Lab.waiting();
        private final Request request = Lab.request(server);

        public ToldAgainstKill() {
            server.push(request);
        }

        @Actor
        public void owner(LL_Result result) {
            server.run();
            result.r1 = Lab.outcome(request);
            result.r2 = server.isAlive();
        }

        @Actor
        public void killer() {
            Lab.kill(server);
        }
    }
}
