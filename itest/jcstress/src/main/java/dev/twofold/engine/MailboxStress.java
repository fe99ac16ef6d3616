/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.twofold.engine.Message.Passage;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** The queue alone: nothing is lost or doubled, and each sender's messages come in the order sent. */
public final class MailboxStress {

    private MailboxStress() {}

    private static Message message(String text) {
        return new Message.Cast(text);
    }

    private static String take(Mailbox mailbox) {
        Message message = mailbox.poll();
        return message == null ? "" : (String) message.payload();
    }

    private static String takeAll(Mailbox mailbox) {
        StringBuilder all = new StringBuilder();
        for (String text = take(mailbox); !text.isEmpty(); text = take(mailbox)) {
            all.append(text);
        }
        return all.toString();
    }

    /** Two senders. */
    @JCStressTest
    @Outcome(id = { "abx", "axb", "xab" }, expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class PushAgainstPush {

        private final Mailbox mailbox = new Mailbox(0);

        @Actor
        public void one() {
            mailbox.push(message("a"));
            mailbox.push(message("b"));
        }

        @Actor
        public void two() {
            mailbox.push(message("x"));
        }

        @Arbiter
        public void look(L_Result result) {
            result.r1 = takeAll(mailbox);
        }
    }

    /** A sender and the owner. */
    @JCStressTest
    @Outcome(id = "abc", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class PushAgainstPoll {

        private final Mailbox mailbox = new Mailbox(0);
        private String taken;

        @Actor
        public void send() {
            mailbox.push(message("a"));
            mailbox.push(message("b"));
            mailbox.push(message("c"));
        }

        @Actor
        public void own() {
            taken = take(mailbox) + take(mailbox);
        }

        @Arbiter
        public void look(L_Result result) {
            result.r1 = taken + takeAll(mailbox);
        }
    }

    /** Two senders and the owner. */
    @JCStressTest
    @Outcome(id = { "abxy", "axby", "axyb", "xaby", "xayb", "xyab" }, expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class TwoPushesAgainstPoll {

        private final Mailbox mailbox = new Mailbox(0);
        private String taken;

        @Actor
        public void one() {
            mailbox.push(message("a"));
            mailbox.push(message("b"));
        }

        @Actor
        public void two() {
            mailbox.push(message("x"));
            mailbox.push(message("y"));
        }

        @Actor
        public void own() {
            taken = take(mailbox) + take(mailbox) + take(mailbox);
        }

        @Arbiter
        public void look(L_Result result) {
            result.r1 = taken + takeAll(mailbox);
        }
    }

    /** The gate closes between two messages and opens again: what was held comes before what is sent later. */
    @JCStressTest
    @Outcome(id = "abc", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class HeldAgainstSort {

        private final Mailbox mailbox = new Mailbox(0);
        private String taken;

        @Actor
        public void send() {
            mailbox.push(message("a"));
            Message held = message("b");
            held.sendAs(Passage.HELD, 1);
            mailbox.push(held);
            mailbox.push(message("c"));
        }

        @Actor
        public void own() {
            mailbox.sortNews(message -> false, 1);
            Message first = mailbox.pollBatch();
            mailbox.sortNews(message -> false, 1);
            Message second = mailbox.pollBatch();
            taken = text(first) + text(second);
        }

        private static String text(Message message) {
            return message == null ? "" : (String) message.payload();
        }

        @Arbiter
        public void look(L_Result result) {
            result.r1 = taken + takeAll(mailbox);
        }
    }

    /** A server ends: each of its messages is failed, once or by both, and none is left. */
    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class PushAgainstFail {

        private final Mailbox mailbox = new Mailbox(0);
        private final Failing one = new Failing();
        private final Failing two = new Failing();

        @Actor
        public void send() {
            mailbox.push(one);
            mailbox.push(two);
            mailbox.failInbox(dev.twofold.server.ExitReason.KILLED);
        }

        @Actor
        public void end() {
            mailbox.failInbox(dev.twofold.server.ExitReason.KILLED);
        }

        @Arbiter
        public void look(L_Result result) {
            result.r1 = String.valueOf(one.failed + two.failed);
        }
    }

    private static final class Failing extends Message {

        private int failed;

        Failing() {
            super("failing");
        }

        @Override
        void fail(dev.twofold.server.ExitReason reason) {
            failed++;
        }
    }
}
