/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.After;
import dev.twofold.server.Answer;
import dev.twofold.server.Down;
import dev.twofold.server.ExitReason;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Next;
import dev.twofold.server.NoReply;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerRef;
import dev.twofold.server.Stop;
import dev.twofold.server.Timeout;
import dev.twofold.server.UnknownMessageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** A server type for tests that does what it is told; its state is a list of what it has seen. */
final class Bank implements GenServer<Bank.Seen> {

    /** What the server has seen. */
    record Seen(List<Object> items) {

        Seen plus(Object item) {
            List<Object> more = new ArrayList<>(items);
            more.add(item);
            return new Seen(List.copyOf(more));
        }
    }

    /** Answers with all that was seen. */
    record Read() {
    }

    /** Adds an item and answers with the number of items. */
    record Add(Object item) {
    }

    /** Throws what it is given. */
    record Throw(Throwable failure) {
    }

    /** Does not answer; keeps the caller for {@link ReplyLater}. */
    record Defer() {
    }

    /** Answers the caller of the last {@link Defer}. */
    record ReplyLater(Object value) {
    }

    /** Stops with a reason, with or without a reply. */
    record End(ExitReason reason, Object reply) {
    }

    /** Waits for a latch inside the callback, having said that it is there. */
    record Block(CountDownLatch entered, CountDownLatch release) {
    }

    /** Calls another server from inside the callback. */
    record Ask(ServerRef other, Object request) {
    }

    /** Monitors another server. */
    record Watch(ServerRef other) {
    }

    /** Goes on with a wait that has a limit. */
    record WaitFor(Duration limit) {
    }

    /** Goes on at once. */
    record ContinueWith(Object what) {
    }

    final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    private From deferred;

    @Override
    public Init<Seen> init(Object argument, ServerContext context) throws Exception {
        if (argument instanceof Block block) {
            block.entered().countDown();
            block.release().await();
        }
        if (argument instanceof Exception failure) {
            throw failure;
        }
        if (argument instanceof ExitReason reason) {
            return reason.equals(ExitReason.IGNORE) ? Init.ignore() : Init.stop(reason);
        }
        Seen seen = new Seen(List.of());
        return argument instanceof After after ? Init.ok(seen, after) : Init.ok(seen);
    }

    @Override
    public Answer<Seen> handleCall(Object request, From from, Seen seen, ServerContext context) throws Exception {
        if (request instanceof Read) {
            return new Reply<>(seen.items(), seen);
        }
        if (request instanceof Add add) {
            Seen more = seen.plus(add.item());
            return new Reply<>(more.items().size(), more);
        }
        if (request instanceof Defer) {
            deferred = from;
            return new NoReply<>(seen);
        }
        if (request instanceof End end) {
            return end.reply() == null ? new Stop<>(end.reason(), seen) : new Stop<>(end.reason(), end.reply(), seen);
        }
        if (request instanceof Ask ask) {
            return new Reply<>(ask.other().call(ask.request()), seen);
        }
        if (request instanceof Watch watch) {
            return new Reply<>(context.monitor(watch.other()), seen);
        }
        if (request instanceof WaitFor wait) {
            return new Reply<>("waiting", seen).withTimeout(wait.limit());
        }
        if (request instanceof ContinueWith more) {
            return new Reply<>("continuing", seen, After.continueWith(more.what()));
        }
        if (request.equals("null, please")) {
            return null;
        }
        return new Reply<>(act(request), seen);
    }

    @Override
    public Next<Seen> handleCast(Object message, Seen seen, ServerContext context) throws Exception {
        if (message instanceof ReplyLater reply) {
            deferred.reply(reply.value());
            return new NoReply<>(seen);
        }
        if (message instanceof Add add) {
            return new NoReply<>(seen.plus(add.item()));
        }
        act(message);
        return new NoReply<>(seen);
    }

    @Override
    public Next<Seen> handleInfo(Object message, Seen seen, ServerContext context) {
        events.add(message instanceof Down down ? down.reason() : message);
        return message == Timeout.TIMEOUT ? new NoReply<>(seen.plus("timeout")) : new NoReply<>(seen.plus(message));
    }

    @Override
    public Next<Seen> handleContinue(Object what, Seen seen, ServerContext context) {
        return new NoReply<>(seen.plus(what));
    }

    @Override
    public void terminate(ExitReason reason, Seen seen, ServerContext context) {
        events.add("terminated: " + reason);
    }

    private static String act(Object message) throws Exception {
        if (message instanceof Throw order) {
            if (order.failure() instanceof Error error) {
                throw error;
            }
            throw (Exception) order.failure();
        }
        if (message instanceof Block block) {
            block.entered().countDown();
            block.release().await();
            return "released";
        }
        throw new UnknownMessageException(message);
    }
}
