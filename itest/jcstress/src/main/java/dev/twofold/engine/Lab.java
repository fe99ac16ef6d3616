/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static dev.twofold.engine.StatusWord.RUNNING;
import static dev.twofold.engine.StatusWord.SCHEDULED;
import static dev.twofold.engine.StatusWord.UNBORN;

import dev.twofold.server.Answer;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Next;
import dev.twofold.server.NoReply;
import dev.twofold.server.NonBlocking;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerSpec;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Servers without a name for tests. Their state is a text to which each message is added; a callback that begins before
 * another one has ended, or does not see what that one has done, loses something of it.
 */
final class Lab {

    static final Duration LONG = Duration.ofSeconds(30);

    /** Carries over what is there. */
    static final StateChange KEEPING = new StateChange() {

        @Override
        public Object state(Code<?> from, Code<?> to, Object state) {
            return state;
        }

        @Override
        public Object message(Object message) {
            return message;
        }
    };

    private static final int TURN = 64;

    private static volatile long patience = TimeUnit.SECONDS.toNanos(5);

    private static final Engine ENGINE = new Engine();
    private static final ServerGroup GROUP = ENGINE.group("lab");
    private static final Code<String> BLOCKING = new Code<>("lab", "1", "blocking", new Writer());
    private static final Code<String> LENDING = new Code<>("lab", "1", "lending", new LendingWriter());

    private Lab() {}

    /** One that stands in the pool's queue: it runs when the test runs it. */
    static Server waiting() {
        return server(BLOCKING, null);
    }

    /** One that another has begun to start. */
    static Server childOf(Server parent) {
        return server(BLOCKING, parent);
    }

    /** One that has nothing to do: a message makes the pool run it. */
    static Server idle() {
        Server server = server(BLOCKING, null);
        server.clear(SCHEDULED);
        return server;
    }

    /** The same of a type whose callers run it themselves. */
    static Server lending() {
        Server server = server(LENDING, null);
        server.clear(SCHEDULED);
        return server;
    }

    /** One with nothing to do, the only member of its group. */
    static Server alone() {
        Server server = server(new ServerGroup(ENGINE, "lab"), BLOCKING, null);
        server.takePlace(0);
        server.clear(SCHEDULED);
        return server;
    }

    /** The lot of such a server, which is not parked yet. */
    static ParkingLot lot(Server server, String shadow) {
        ParkingLot lot = new ParkingLot(new Server[] { server }, 1, shadowOf(server, shadow), 1);
        server.group().parkIn(lot);
        return lot;
    }

    /** The same of one that is. */
    static ParkingLot park(Server server, String shadow) {
        ParkingLot lot = lot(server, shadow);
        lot.park(0, 1);
        return lot;
    }

    private static Server server(Code<String> code, Server parent) {
        return server(GROUP, code, parent);
    }

    private static Server server(ServerGroup group, Code<String> code, Server parent) {
        Server server = new Server(group, ServerSpec.of("lab", code.type()), code, 1, parent);
        server.become(code, "");
        server.clear(UNBORN | RUNNING);
        return server;
    }

    /** What was made of a server before its gate closes. */
    static Shadows shadowOf(Server server, String text) {
        Shadows shadows = new Shadows();
        shadows.grow(1);
        shadows.put(0, Shadow.of(server, server.code(), server.state(), server.code(), text));
        return shadows;
    }

    static void kill(Server server) {
        server.end(ExitReason.KILLED);
    }

    /** A request of nobody. */
    static Request request(Server server) {
        return new Request(server, "r", Running.here(), null);
    }

    /** What makes a server defer its reply, and leave that to another. */
    static Object handOn(Server other, String text) {
        return (Runnable) () -> other.cast(text);
    }

    static String outcome(Request request) {
        if (!request.isDone()) {
            return "none";
        }
        try {
            return String.valueOf(request.result());
        } catch (CallFailedException failed) {
            return failed.reason().text();
        }
    }

    /** What the server has written. */
    static String text(Server server) {
        return (String) server.state();
    }

    /** Waits for something that the pool does; not for ever, and for a moment only if it has been in vain before. */
    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + patience;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                patience = TimeUnit.MICROSECONDS.toNanos(50);
                return;
            }
            Thread.yield();
        }
    }

    /** As many messages as a server handles before it goes back to the end of the pool's queue. */
    static void fillTurn(Server server) {
        for (int left = TURN; left > 0; left--) {
            server.push(new Message.Cast(""));
        }
    }

    /** Waits until the server has handled so many messages and does not run any more. */
    static void awaitHandled(Server server, int count) {
        await(() -> server.handled() == count && !server.isRunning());
    }

    /** How many signals of some kind wait for a server. */
    static long waiting(Server server, Class<?> kind) {
        return server.waiting().stream().filter(message -> kind.isInstance(message.payload())).count();
    }

    private static class Writer implements GenServer<String> {

        @Override
        public Init<String> init(Object argument, ServerContext context) {
            return Init.ok("");
        }

        @Override
        public Answer<String> handleCall(Object request, From from, String text, ServerContext context) {
            if (request instanceof Runnable deed) {
                deed.run();
                return new NoReply<>(text);
            }
            return new Reply<>("reply", text + request);
        }

        @Override
        public Next<String> handleCast(Object message, String text, ServerContext context) {
            return new NoReply<>(text + message);
        }
    }

    @NonBlocking
    private static final class LendingWriter extends Writer {
    }
}
