/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.engine.Message.Passage;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.MailboxFullException;
import dev.twofold.server.ServerRef;
import java.time.Duration;
import java.util.function.Function;

/**
 * How what is sent to a server gets into its mailbox: past the room that a limited one has, past its gate, and waking it if
 * it is idle.
 */
abstract class Receiver extends Gated {

    Receiver(int word, ServerGroup group, Code<?> code) {
        super(word, group, code);
    }

    /**
     * Sends a message of somebody.
     *
     * @param limit how long the sender may wait for room
     */
    final void send(Message message, Duration limit) {
        if (has(ENDED | GATED | LIMITED | PARKED)) {
            sendSlowly(message, limit);
            return;
        }
        push(message);
        if ((word() & (SCHEDULED | ENDED)) != SCHEDULED) {
            schedule();
        }
    }

    private void sendSlowly(Message message, Duration limit) {
        unpark();
        if (has(ENDED)) {
            message.fail(ExitReason.NOPROC);
            return;
        }
        if (has(GATED)) { // an upgrade refuses nothing: there is room for what comes meanwhile
            sendPast(message);
        } else if (has(LIMITED) && Running.here().server() != server() && !enterRoom(message, limit)) {
            sendPast(message);
        }
        deliver(message);
    }

    /** Sends what the server has told a timer to send: there is always room for it. */
    final void sendDue(Message message) {
        unpark();
        if (has(GATED)) {
            sendPast(message);
        }
        deliver(message);
    }

    private void deliver(Message message) {
        push(message);
        if (message.passage() != Passage.HELD || message.closing() != group().closing() || !has(GATED) || has(ENDED)) {
            schedule();
        } else if (owes()) {
            visit();
        }
    }

    /** {@code false} if its gate has closed meanwhile. */
    private boolean enterRoom(Message message, Duration limit) {
        Room room = extras().room();
        if (room == null) {
            return true;
        }
        if (!room.enter(limit)) {
            return false;
        }
        message.enteredRoom();
        return true;
    }

    /** If the gate is opened and closed again just now, the message counts as one that came before. */
    private void sendPast(Message message) {
        int closing = group().closing();
        message.sendAs(passage(message), closing);
    }

    private Passage passage(Message message) {
        if (isSentByGroup()) {
            return Passage.INSIDE;
        }
        return message.comesFrom(group()) ? Passage.OPEN : Passage.HELD;
    }

    /** Also a cast of a callback of the same group passes the gate, or it would come after the call that follows it. */
    private boolean isSentByGroup() {
        Server sender = Running.here().server();
        return sender != null && group().isGatedWith(sender.group());
    }

    /** Ends the server in its turn; if it is suspended, now. */
    void stop(ExitReason reason) {
        unpark();
        StopOrder order = new StopOrder(server(), reason, Running.here());
        if (has(SUSPENDED)) {
            system(new SystemCall(server(), stopped -> {
                stopped.handle(order);
                return true;
            }));
            return;
        }
        if (has(GATED)) {
            sendPast(order);
        }
        enqueueOwn(order);
        if (has(SUSPENDED)) {
            system(new SystemCall(server(), Server::stopIfOrdered));
        }
    }

    /** What a suspended server handles of its mailbox: an order to stop. */
    Object stopIfOrdered() {
        Message order = has(SUSPENDED) ? takeOut(message -> message instanceof StopOrder) : null;
        if (order != null) {
            handle(order);
        }
        return true;
    }

    /** Runs an action that owns the server, before all messages, and answers with its result. */
    Request system(Function<Server, Object> action) {
        Running here = Running.here();
        refuseSelf(here);
        return system(new SystemCall(server(), action, here));
    }

    final void refuseSelf(Running here) {
        if (here.server() == server()) {
            throw new CallFailedException(server().name(), ExitReason.CALLING_SELF);
        }
        refuseChange(here);
    }

    /** Servers wait for what a code change makes; it must not wait for them. */
    final void refuseChange(Running here) {
        ServerGroup changed = here.changed();
        if (changed != null) {
            throw new CallFailedException(server().name(), ExitReason.of("calling_from_a_code_change: the servers of "
                    + changed.name() + " wait for the change that calls this"));
        }
    }

    /** Sends a request that nobody waits for here; that there is no room is its outcome then. */
    void send(Request call) {
        try {
            send(call, ServerRef.DEFAULT_TIMEOUT);
        } catch (MailboxFullException full) {
            call.fail(full.reason());
        }
    }
}
