/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.engine.Message.Passage;
import dev.twofold.server.ExitReason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The messages that wait for a server, in the order of each sender. Any thread pushes; only the thread that owns the
 * server, or the one that has closed the gate, takes.
 *
 * <p>Messages are linked to each other. Senders put theirs on top of the inbox; the owner takes the inbox as a whole, turns
 * it round and works it off as a batch. What was sent from outside while the gate was closed is held: it comes after the
 * batch and before what was sent later.
 */
class Mailbox extends StatusWord {

    private static final VarHandle INBOX = handle();

    private volatile Message inbox;
    private Message first;
    private Message last;
    private Held held;

    Mailbox(int word) {
        super(word);
    }

    final void push(Message message) {
        Message top;
        do {
            top = inbox;
            message.next = top;
        } while (!INBOX.weakCompareAndSet(this, top, message));
    }

    /** Whether something has come that the owner has not seen. */
    final boolean hasNews() {
        return inbox != null;
    }

    final boolean isEmpty() {
        return first == null && inbox == null && held == null;
    }

    /** The next message, or {@code null}. */
    final Message poll() {
        if (first == null) {
            releaseHeld();
            if (first == null) {
                takeInbox();
            }
        }
        return pollBatch();
    }

    /** Everything that waits goes into the batch: turned round, the newest is the last. */
    private void takeInbox() {
        Message newest = inbox == null ? null : (Message) INBOX.getAndSet(this, null);
        last = newest;
        first = turnRound(newest);
    }

    private static Message turnRound(Message newest) {
        Message oldest = null;
        for (Message message = newest; message != null;) {
            Message older = message.next;
            message.next = oldest;
            oldest = message;
            message = older;
        }
        return oldest;
    }

    // ---- behind a gate

    /** The next message that is not held, as far as {@link #sortNews} has come. */
    final Message pollBatch() {
        Message message = first;
        if (message != null) {
            first = message.next;
            message.next = null; // a message that lives long must not keep those that came after it
        }
        return message;
    }

    /** What was held may be taken, after what was not. */
    final void releaseHeld() {
        Held all = held;
        if (all != null) {
            held = null;
            append(all.first, all.last);
        }
    }

    /** What an earlier closing of the gate has held came before all that is sent during this one. */
    final void releaseHeldBefore(int closing) {
        if (held != null && held.closing != closing) {
            releaseHeld();
        }
    }

    /**
     * Tells what has come apart into what is held and what is not. What comes from outside never overtakes what is held,
     * which may be from the same sender; servers of the group have nothing there, but for what they sent when the gate was
     * closed before and they stood outside.
     *
     * @param wanted tells whether somebody of the group waits for a message
     * @param closing which closing of the gate this is
     * @return how many of those that are not held are wanted
     */
    final int sortNews(Predicate<Message> wanted, int closing) {
        if (inbox == null) {
            return 0;
        }
        int count = 0;
        Message next = turnRound((Message) INBOX.getAndSet(this, null));
        while (next != null) {
            Message message = next;
            next = message.next;
            message.next = null;
            if (message.passage() == Passage.HELD && message.closing() == closing) {
                releaseHeldBefore(closing);
                hold(message);
                continue;
            }
            if (message.passage() == Passage.INSIDE) {
                releaseHeldBefore(message.closing());
            } else {
                releaseHeld();
            }
            append(message, message);
            count += wanted.test(message) ? 1 : 0;
        }
        return count;
    }

    private void append(Message from, Message to) {
        if (first == null) {
            first = from;
        } else {
            last.next = from;
        }
        last = to;
    }

    private void hold(Message message) {
        if (held == null) {
            held = new Held(message);
        } else {
            held.last.next = message;
            held.last = message;
        }
    }

    /** Takes the first message of a kind out of its place, or {@code null}; owner only. */
    final Message takeOut(Predicate<Message> wanted) {
        releaseHeld();
        Message newest = inbox == null ? null : (Message) INBOX.getAndSet(this, null);
        if (newest != null) {
            append(turnRound(newest), newest);
        }
        Message before = null;
        for (Message message = first; message != null; message = message.next) {
            if (wanted.test(message)) {
                remove(before, message);
                return message;
            }
            before = message;
        }
        return null;
    }

    private void remove(Message before, Message message) {
        if (before == null) {
            first = message.next;
        } else {
            before.next = message.next;
            last = message.next == null ? before : last;
        }
        message.next = null;
    }

    /** The batch, for its owner. */
    final List<Message> batch() {
        return list(first, new ArrayList<>());
    }

    /** All messages, for the owner: those that would be handled next come first. Nothing is taken. */
    final List<Message> queue() {
        List<Message> all = batch();
        if (held != null) {
            list(held.first, all);
        }
        int newest = all.size();
        for (Message message = inbox; message != null; message = message.next) {
            all.add(newest, message);
        }
        return all;
    }

    /** All messages in their order, for the thread that has closed the gate. */
    final List<Message> waiting(int closing) {
        sortNews(message -> false, closing);
        List<Message> all = batch();
        return held == null ? all : list(held.first, all);
    }

    private static List<Message> list(Message from, List<Message> all) {
        for (Message message = from; message != null; message = message.next) {
            all.add(message);
        }
        return all;
    }

    // ---- the end

    /** Tells the senders of what has come; to be called again when more has. Any thread. */
    final void failInbox(ExitReason reason) {
        for (Message message = inbox == null ? null : (Message) INBOX.getAndSet(this, null); message != null;) {
            Message next = message.next;
            message.fail(reason);
            message.replacePayload(null); // somebody may keep it, as a call that has failed
            message = next;
        }
    }

    /**
     * Tells the senders of what the owner has taken over and not come to. Another thread than the owner may see only a part
     * of it; the owner, unless it never comes back, does the rest itself.
     */
    final void failBatch(ExitReason reason) {
        failAll(first, reason);
        Held all = held;
        failAll(all == null ? null : all.first, reason);
    }

    private static void failAll(Message from, ExitReason reason) {
        for (Message message = from; message != null; message = message.next) {
            message.fail(reason);
        }
    }

    /** For the owner of a server that has ended. */
    final void forgetMessages() {
        first = null;
        last = null;
        held = null;
    }

    // ---- what others see

    /** Has a look at what waits, as far as it can be seen. Any thread; what moves meanwhile may be met twice or not at all. */
    final void glance(int most, Consumer<Message> look) {
        Held all = held;
        int seen = glance(first, most, look);
        seen += glance(all == null ? null : all.first, most - seen, look);
        glance(inbox, most - seen, look);
    }

    private static int glance(Message from, int most, Consumer<Message> look) {
        int seen = 0;
        for (Message message = from; message != null && seen < most; message = message.next) {
            look.accept(message);
            seen++;
        }
        return seen;
    }

    /** About how many messages wait. Any thread; what moves meanwhile may be counted twice or not at all. */
    final int length(int most) {
        Held all = held;
        return count(inbox, most) + count(first, most) + count(all == null ? null : all.first, most);
    }

    /** About how many messages wait that are of a class of a loader; as exact as {@link #length}. */
    final int waitingOf(ClassLoader loader) {
        Held all = held;
        return count(inbox, loader) + count(first, loader) + count(all == null ? null : all.first, loader);
    }

    private static int count(Message from, ClassLoader loader) {
        int count = 0;
        for (Message message = from; message != null; message = message.next) {
            Object payload = message.payload();
            count += payload != null && payload.getClass().getClassLoader() == loader ? 1 : 0;
        }
        return count;
    }

    private static int count(Message from, int most) {
        int count = 0;
        for (Message message = from; message != null && count < most; message = message.next) {
            count++;
        }
        return count;
    }

    private static VarHandle handle() {
        try {
            return MethodHandles.lookup().findVarHandle(Mailbox.class, "inbox", Message.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** Messages from outside that came during one closing of the gate. */
    private static final class Held {

        private final Message first;
        private final int closing;
        private Message last;

        Held(Message only) {
            first = only;
            last = only;
            closing = only.closing();
        }
    }
}
