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
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** A server in the lot of its group while that closes, goes over or is emptied, and somebody who wants something of it. */
public final class ParkingStress {

    private static final byte ERA = 1;

    private ParkingStress() {}

    /** A message that meets the flip is handled once, and by what the server has become. */
    @JCStressTest
    @Outcome(id = "shadow c", expect = ACCEPTABLE, desc = "gone over, then handled")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class FlipAgainstSend {

        private final Server server = Lab.alone();
        private final ParkingLot lot = Lab.park(server, "shadow ");

        public FlipAgainstSend() {
            lot.close();
            lot.seal();
        }

        @Actor
        public void owner() {
            lot.flip(Lab.KEEPING, ERA);
        }

        @Actor
        public void sender() {
            server.cast("c");
        }

        @Arbiter
        public void look(L_Result result) {
            lot.empty(0, 1);
            Lab.awaitHandled(server, 1);
            result.r1 = Lab.text(server);
        }
    }

    /** The same when the lot is just being emptied. */
    @JCStressTest
    @Outcome(id = "shadow c", expect = ACCEPTABLE, desc = "gone over, then handled")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class EmptyAgainstSend {

        private final Server server = Lab.alone();
        private final ParkingLot lot = Lab.park(server, "shadow ");

        public EmptyAgainstSend() {
            lot.close();
            lot.seal();
            lot.flip(Lab.KEEPING, ERA);
        }

        @Actor
        public void owner() {
            lot.empty(0, 1);
        }

        @Actor
        public void sender() {
            server.cast("c");
        }

        @Arbiter
        public void look(L_Result result) {
            Lab.awaitHandled(server, 1);
            result.r1 = Lab.text(server);
        }
    }

    /** Two who send at once take it out of its lot once. */
    @JCStressTest
    @Outcome(id = { "shadow cd", "shadow dc" }, expect = ACCEPTABLE, desc = "gone over, then handled")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class SendAgainstSend {

        private final Server server = Lab.alone();
        private final ParkingLot lot = Lab.park(server, "shadow ");

        public SendAgainstSend() {
            lot.close();
            lot.seal();
            lot.flip(Lab.KEEPING, ERA);
        }

        @Actor
        public void one() {
            server.cast("c");
        }

        @Actor
        public void other() {
            server.cast("d");
        }

        @Arbiter
        public void look(L_Result result) {
            Lab.awaitHandled(server, 2);
            result.r1 = Lab.text(server);
        }
    }

    /** One that leaves is known to the gate and stands behind it, or comes before it and is known, too. */
    @JCStressTest
    @Outcome(id = "0, c", expect = ACCEPTABLE, desc = "held, and handled when the gate was given up")
    @Outcome(id = "1, c", expect = ACCEPTABLE, desc = "handled before, and found")
    @Outcome(id = "-1, c", expect = ACCEPTABLE, desc = "found while it runs: not at rest yet")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class SealAgainstSend {

        private final Server server = Lab.alone();
        private final ParkingLot lot = Lab.park(server, "shadow ");

        @Actor
        public void gate(LL_Result result) {
            lot.close();
            lot.seal();
            boolean runs = false;
            for (Server woken : lot.woken()) {
                woken.gate();
                runs |= woken.seal();
            }
            result.r1 = runs ? -1L : server.handled();
        }

        @Actor
        public void sender() {
            server.cast("c");
        }

        @Arbiter
        public void look(LL_Result result) {
            if (!Long.valueOf(-1).equals(result.r1) && server.handled() != (Long) result.r1) {
                result.r1 = "has run behind the gate";
            }
            server.ungate();
            lot.giveUp();
            lot.empty(0, 1);
            Lab.awaitHandled(server, 1);
            result.r2 = Lab.text(server);
        }
    }

    /** One that somebody sends to while it is parked is woken for that. */
    @JCStressTest
    @Outcome(id = "c", expect = ACCEPTABLE, desc = "handled")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class ParkAgainstSend {

        private final Server server = Lab.alone();
        private final ParkingLot lot = Lab.lot(server, "shadow ");

        @Actor
        public void owner() {
            lot.park(0, 1);
        }

        @Actor
        public void sender() {
            server.cast("c");
        }

        @Arbiter
        public void look(L_Result result) {
            Lab.awaitHandled(server, 1);
            lot.giveUp();
            lot.empty(0, 1);
            result.r1 = Lab.text(server);
        }
    }

    /** One that is killed while it goes over holds nothing of either code. */
    @JCStressTest
    @Outcome(id = "null, null", expect = ACCEPTABLE, desc = "all forgotten")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class EmptyAgainstKill {

        private final Server server = Lab.alone();
        private final ParkingLot lot = Lab.park(server, "shadow ");

        public EmptyAgainstKill() {
            lot.close();
            lot.seal();
            lot.flip(Lab.KEEPING, ERA);
        }

        @Actor
        public void owner() {
            lot.empty(0, 1);
        }

        @Actor
        public void killer() {
            Lab.kill(server);
        }

        @Arbiter
        public void look(LL_Result result) {
            result.r1 = server.code();
            result.r2 = server.state();
        }
    }
}
