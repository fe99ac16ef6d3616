/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.twofold.server.ExitReason;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZL_Result;

/** A call has one outcome, and everybody sees the same one. */
public final class RequestStress {

    private RequestStress() {}

    /** The limit passes while the reply comes. */
    @JCStressTest
    @Outcome(id = "true, timeout", expect = ACCEPTABLE, desc = "given up, the reply is dropped")
    @Outcome(id = "false, reply", expect = ACCEPTABLE, desc = "answered in time")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ReplyAgainstDeadline {

        private final Request request = Lab.request(Lab.waiting());

        @Actor
        public void server() {
            request.reply("reply");
        }

        @Actor
        public void caller(ZL_Result result) {
            result.r1 = request.abandon(ExitReason.TIMEOUT);
        }

        @Arbiter
        public void look(ZL_Result result) {
            result.r2 = Lab.outcome(request);
        }
    }

    /** Two threads answer. */
    @JCStressTest
    @Outcome(id = { "one", "two" }, expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ReplyAgainstReply {

        private final Request request = Lab.request(Lab.waiting());

        @Actor
        public void one() {
            request.reply("one");
        }

        @Actor
        public void two() {
            request.reply("two");
        }

        @Arbiter
        public void look(L_Result result) {
            result.r1 = Lab.outcome(request);
        }
    }

    /** Who sees a reply sees what the server had done before. */
    @JCStressTest
    @Outcome(id = { "nothing, nothing", "reply, done" }, expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ReplyPublishes {

        private final Request request = Lab.request(Lab.waiting());
        private String work = "nothing";

        @Actor
        public void server() {
            work = "done";
            request.reply("reply");
        }

        @Actor
        public void caller(LL_Result result) {
            boolean done = request.isDone();
            result.r1 = done ? request.result() : "nothing";
            result.r2 = done ? work : "nothing";
        }
    }

    /** A deferred reply comes before the callback that deferred it has returned: nothing is owed afterwards. */
    @JCStressTest
    @Outcome(id = "0, reply", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class OwedAgainstReply {

        private final Server server = Lab.waiting();
        private final Request request = Lab.request(server);

        @Actor
        public void owner() {
            server.owes(request);
        }

        @Actor
        public void replier() {
            request.reply("reply");
        }

        @Arbiter
        public void look(LL_Result result) {
            result.r1 = server.extras().relations().end().owed().size();
            result.r2 = Lab.outcome(request);
        }
    }

    /** The server ends while it defers a reply: its caller is told. */
    @JCStressTest
    @Outcome(id = "killed", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class OwedAgainstEnd {

        private final Server server = Lab.waiting();
        private final Request request = Lab.request(server);

        @Actor
        public void owner() {
            server.owes(request);
        }

        @Actor
        public void killer() {
            server.end(ExitReason.KILLED);
        }

        @Arbiter
        public void look(L_Result result) {
            result.r1 = Lab.outcome(request);
        }
    }
}
