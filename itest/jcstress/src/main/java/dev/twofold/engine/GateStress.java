/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A server whose gate closes or opens, and somebody who sends. What a callback of the group waits for is handled behind the
 * gate, or the gate would never find the group at rest.
 */
public final class GateStress {

    private GateStress() {}

    /** When the gate has been sealed and the server does not run, not even a call from inside makes it run. */
    @JCStressTest
    @Outcome(id = { "0, 0, r", "1, 1, r" }, expect = ACCEPTABLE, desc = "at rest, before or after it")
    @Outcome(id = "-1, 0, r", expect = ACCEPTABLE, desc = "it was running: not at rest yet")
    @Outcome(id = "-1, 1, r", expect = ACCEPTABLE, desc = "it was running: not at rest yet")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class SealAgainstTurn {

        private final Server server = Lab.waiting();

        public SealAgainstTurn() {
            new Inside(server).call();
        }

        @Actor
        public void owner() {
            server.run();
        }

        @Actor
        public void gate(LLL_Result result) {
            server.gate();
            if (!server.isRunning()) {
                server.seal();
                if (!server.isRunning()) {
                    result.r1 = server.handled();
                    return;
                }
            }
            result.r1 = -1;
        }

        @Arbiter
        public void look(LLL_Result result) {
            result.r2 = server.handled();
            server.ungate();
            Lab.awaitHandled(server, 1);
            result.r3 = Lab.text(server);
        }
    }

    /** A server that is sealed alone takes over another state: it is neither lost nor does it undo a message. */
    @JCStressTest
    @Outcome(id = { "a|", "|a" }, expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "a callback ran while the state was taken over")
    @State
    public static class TakeOverAgainstCast {

        private final Server server = Lab.idle();

        @Actor
        public void sender() {
            server.cast("a");
        }

        @Actor
        public void rolling() {
            takeOver(server);
        }

        @Arbiter
        public void look(L_Result result) {
            Lab.awaitHandled(server, 1);
            result.r1 = Lab.text(server);
        }
    }

    /** The same of a server that its caller runs. */
    @JCStressTest
    @Outcome(id = { "a|", "|a" }, expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "a callback ran while the state was taken over")
    @State
    public static class TakeOverAgainstLending {

        private final Server server = Lab.lending();

        @Actor
        public void caller() {
            server.call("a", Lab.LONG);
        }

        @Actor
        public void rolling() {
            takeOver(server);
        }

        @Arbiter
        public void look(L_Result result) {
            Lab.awaitHandled(server, 1);
            result.r1 = Lab.text(server);
        }
    }

    private static void takeOver(Server server) {
        if (server.seal()) {
            Lab.await(() -> !server.isAtWork());
        }
        server.become(server.code(), server.state() + "|");
        server.ungate();
    }

    /** What was made of a server before fits when it is sealed: nothing that it has handled by then, or later, is lost. */
    @JCStressTest
    @Outcome(id = "fits, new, a", expect = ACCEPTABLE, desc = "the message came later")
    @Outcome(id = "stale, a", expect = ACCEPTABLE, desc = "the message waits or is handled: it has to be made again")
    @Outcome(expect = FORBIDDEN, desc = "a message is lost, or its effect is")
    @State
    public static class FitAgainstCast {

        private final Server server = Lab.idle();
        private final Shadows early = Lab.shadowOf(server, "new, ");

        @Actor
        public void sender() {
            server.cast("a");
        }

        @Actor
        public void gate(LL_Result result) {
            result.r1 = takeOverIfItFits(server, early) ? "fits" : "stale";
        }

        @Arbiter
        public void look(LL_Result result) {
            Lab.awaitHandled(server, 1);
            result.r2 = Lab.text(server);
        }
    }

    /** The same of a server that its caller runs. */
    @JCStressTest
    @Outcome(id = "fits, new, a", expect = ACCEPTABLE, desc = "the message came later")
    @Outcome(id = "stale, a", expect = ACCEPTABLE, desc = "the message waits or is handled: it has to be made again")
    @Outcome(expect = FORBIDDEN, desc = "a message is lost, or its effect is")
    @State
    public static class FitAgainstLending {

        private final Server server = Lab.lending();
        private final Shadows early = Lab.shadowOf(server, "new, ");

        @Actor
        public void caller() {
            server.call("a", Lab.LONG);
        }

        @Actor
        public void gate(LL_Result result) {
            result.r1 = takeOverIfItFits(server, early) ? "fits" : "stale";
        }

        @Arbiter
        public void look(LL_Result result) {
            Lab.awaitHandled(server, 1);
            result.r2 = Lab.text(server);
        }
    }

    /** As a gate with states made before does it, with words that may be old. */
    private static boolean takeOverIfItFits(Server server, Shadows early) {
        int seen = server.word();
        server.gate(seen);
        boolean fits = !server.seal(seen) && early.fits(server, 0);
        seen = server.word();
        if (fits) {
            early.install(server, 0, Lab.KEEPING, (byte) 1);
        }
        server.ungate(seen);
        return fits;
    }

    /** A message that meets the gate while it opens is not forgotten. */
    @JCStressTest
    @Outcome(id = "a", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "the message waits for ever")
    @State
    public static class SendAgainstOpening {

        private final Server server = Lab.idle();

        public SendAgainstOpening() {
            server.gate();
            server.seal();
        }

        @Actor
        public void sender() {
            server.cast("a");
        }

        @Actor
        public void gate() {
            server.ungate();
        }

        @Arbiter
        public void look(L_Result result) {
            Lab.awaitHandled(server, 1);
            result.r1 = Lab.text(server);
        }
    }

    /** The gate closes while a callback of the group calls: the call is answered behind the gate. */
    @JCStressTest
    @Outcome(id = "reply", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "the callback waits until the gate gives up")
    @State
    public static class CallInsideAgainstClosing {

        private final Server server = Lab.idle();
        private final Inside inside = new Inside(server);

        @Actor
        public void caller() {
            inside.call();
        }

        @Actor
        public void gate() {
            server.gate();
        }

        @Arbiter
        public void look(L_Result result) {
            result.r1 = inside.outcome();
        }
    }

    /** The server is about to come to rest behind the gate when a callback of the group calls. */
    @JCStressTest
    @Outcome(id = "reply", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "the callback waits until the gate gives up")
    @State
    public static class CallInsideAgainstEndOfTurn {

        private final Server server = Lab.waiting();
        private final Inside inside = new Inside(server);

        public CallInsideAgainstEndOfTurn() {
            server.gate();
            server.push(new Message.Cast("a"));
        }

        @Actor
        public void owner() {
            server.run();
        }

        @Actor
        public void caller() {
            inside.call();
        }

        @Arbiter
        public void look(L_Result result) {
            result.r1 = inside.outcome();
        }
    }

    /** The gate closes when the server has done a turn's work and has not come to the call. */
    @JCStressTest
    @Outcome(id = "reply", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "the callback waits until the gate gives up")
    @State
    public static class ClosingAgainstEndOfTurn {

        private final Server server = Lab.waiting();
        private final Inside inside = new Inside(server);

        public ClosingAgainstEndOfTurn() {
            Lab.fillTurn(server);
            inside.call();
        }

        @Actor
        public void owner() {
            server.run();
        }

        @Actor
        public void gate() {
            server.gate();
        }

        @Arbiter
        public void look(L_Result result) {
            result.r1 = inside.outcome();
        }
    }

    /** The gate has been sealed too early, and the seal is taken off while a callback of the group calls. */
    @JCStressTest
    @Outcome(id = "reply", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "the callback waits until the gate gives up")
    @State
    public static class CallInsideAgainstUnsealing {

        private final Server server = Lab.idle();
        private final Inside inside = new Inside(server);

        public CallInsideAgainstUnsealing() {
            server.gate();
            server.seal();
        }

        @Actor
        public void gate() {
            server.unseal();
        }

        @Actor
        public void caller() {
            inside.call();
        }

        @Arbiter
        public void look(L_Result result) {
            result.r1 = inside.outcome();
        }
    }

    /** A server that owes a reply to a callback of the group handles behind the gate what comes from outside, too. */
    @JCStressTest
    @Outcome(id = "a", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "the callback waits until the gate gives up")
    @State
    public static class SendToOwingAgainstClosing {

        private final Server server = Lab.idle();

        public SendToOwingAgainstClosing() {
            server.owes(new Inside(server).request);
        }

        @Actor
        public void sender() {
            server.cast("a");
        }

        @Actor
        public void gate() {
            server.gate();
        }

        @Arbiter
        public void look(L_Result result) {
            Lab.awaitHandled(server, 1);
            result.r1 = Lab.text(server);
        }
    }

    /** The gate closes while a callback defers its reply to the group, and hands it on with a cast. */
    @JCStressTest
    @Outcome(id = "b", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "the callback waits until the gate gives up")
    @State
    public static class HandOnAgainstClosing {

        private final Server server = Lab.idle();
        private final Server deferring = Lab.waiting();

        public HandOnAgainstClosing() {
            deferring.push(Inside.wanting(deferring, Lab.handOn(server, "b")));
        }

        @Actor
        public void owner() {
            deferring.run();
        }

        @Actor
        public void gate() {
            server.gate();
        }

        @Arbiter
        public void look(L_Result result) {
            Lab.awaitHandled(server, 1);
            result.r1 = Lab.text(server);
        }
    }

    /** The server that it is handed on to is about to come to rest behind the gate. */
    @JCStressTest
    @Outcome(id = "ab", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "the callback waits until the gate gives up")
    @State
    public static class HandOnAgainstEndOfTurn {

        private final Server server = Lab.waiting();
        private final Server deferring = Lab.waiting();

        public HandOnAgainstEndOfTurn() {
            server.gate();
            server.push(new Message.Cast("a"));
            deferring.push(Inside.wanting(deferring, Lab.handOn(server, "b")));
        }

        @Actor
        public void owner() {
            server.run();
        }

        @Actor
        public void deferring() {
            deferring.run();
        }

        @Arbiter
        public void look(L_Result result) {
            Lab.awaitHandled(server, 2);
            result.r1 = Lab.text(server);
        }
    }

    /** A call of another server's callback, which runs as long as the test does. */
    private static final class Inside {

        private final Server caller = Lab.waiting();
        private final Server server;
        private final Request request;

        Inside(Server server) {
            this.server = server;
            Server before = Running.here().enter(caller);
            request = Lab.request(server);
            Running.here().leave(before);
        }

        static Request wanting(Server server, Object payload) {
            Server before = Running.here().enter(Lab.waiting());
            Request request = new Request(server, payload, Running.here(), null);
            Running.here().leave(before);
            return request;
        }

        void call() {
            Server before = Running.here().enter(caller);
            server.send(request);
            Running.here().leave(before);
        }

        String outcome() {
            Lab.await(request::isDone);
            return Lab.outcome(request);
        }
    }
}
