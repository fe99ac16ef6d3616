/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.Answer;
import dev.twofold.server.ExitReason;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Next;
import dev.twofold.server.NoReply;
import dev.twofold.server.NonBlocking;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.Stop;
import dev.twofold.server.SysEvent;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Occasion;
import dev.twofold.supervisor.Restart;
import dev.twofold.supervisor.Supervisor;
import dev.twofold.supervisor.SupervisorSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** What a module brings with it. Tests have it loaded by a {@link PinnedLoader}, and see it come and go. */
final class PinnedModule {

    private PinnedModule() {}

    enum Mood {
        CALM
    }

    /** A server's state; it keeps what the server was started with. */
    record State(Mood mood, Object argument) {
    }

    /** What a server is to do, with an object of the JDK or the engine. */
    record Message(String what, Object with) {
    }

    /** An exception that holds on to all it can. */
    static final class Failure extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final transient Object message;
        private final transient Object state;

        Failure(Object message, Object state) {
            super("planned", new Failure());
            this.message = message;
            this.state = state;
            addSuppressed(new Failure());
        }

        private Failure() {
            super("the cause");
            message = null;
            state = null;
        }

        @Override
        public String toString() {
            return message + " " + state;
        }
    }

    /** Something left behind in a thread. */
    record Litter(Mood mood) {
    }

    private static final ThreadLocal<Litter> LOCAL = new ThreadLocal<>();
    private static final ThreadLocal<Litter> INHERITED = new InheritableThreadLocal<>();

    /** A server that does what a {@link Message} says. */
    static class Patient implements GenServer<State> {

        @Override
        public Init<State> init(Object argument, ServerContext context) throws Exception {
            if (argument instanceof Message message) {
                act(message, null, context);
            }
            return Init.ok(new State(Mood.CALM, argument));
        }

        @Override
        public Answer<State> handleCall(Object request, From from, State state, ServerContext context)
                throws Exception {
            Message message = (Message) request;
            return switch (message.what()) {
                case "answer later" -> {
                    put(from, message.with());
                    yield new NoReply<>(state);
                }
                case "answer" -> {
                    put(from, message.with());
                    yield new Reply<>("answer", state);
                }
                case "wait" -> new Reply<>("waiting", state).withTimeout(Duration.ofHours(1));
                case "stop" -> new Stop<>(ExitReason.NORMAL, (Object) "stopping", state);
                default -> new Reply<>(act(message, state, context), state);
            };
        }

        @Override
        public Next<State> handleCast(Object message, State state, ServerContext context) throws Exception {
            act((Message) message, state, context);
            return new NoReply<>(state);
        }

        @Override
        public Next<State> handleInfo(Object message, State state, ServerContext context) throws Exception {
            if (message instanceof Message deed) {
                act(deed, state, context);
            }
            return new NoReply<>(state);
        }

        @SuppressWarnings("unchecked") // the test has put it there
        private static void put(Object what, Object list) {
            ((List<Object>) list).add(what);
        }

        private static Object[] pair(Message message) {
            return (Object[]) message.with();
        }

        private Object act(Message message, State state, ServerContext context) throws Exception {
            switch (message.what()) {
                case "crash" -> throw new Failure(message, state);
                case "hang" -> {
                    CountDownLatch[] latches = (CountDownLatch[]) message.with();
                    latches[0].countDown();
                    latches[1].await();
                }
                case "litter" -> {
                    LOCAL.set(new Litter(Mood.CALM));
                    INHERITED.set(new Litter(Mood.CALM));
                    Thread.currentThread().setContextClassLoader(new ClassLoader(getClass().getClassLoader()) {});
                    Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> INHERITED.remove());
                }
                case "trap" -> context.trapExits(true);
                case "link" -> context.link((ServerRef) message.with());
                case "monitor" -> {
                    return context.monitor((ServerRef) message.with());
                }
                case "report" -> ((ServerRef) message.with()).send(message);
                case "later" -> {
                    return context.sendAfter(pair(message)[0], (Duration) pair(message)[1]);
                }
                case "ask" -> {
                    return ((ServerRef) message.with()).call("hello");
                }
                case "cast" -> ((ServerRef) pair(message)[0]).cast(pair(message)[1]);
                case "request" -> ((ServerRef) pair(message)[0]).sendRequest(pair(message)[1]);
                case "start" -> {
                    return context.startLink((ServerSpec) message.with());
                }
                case "wrap" -> put(context.wrap((Callable<?>) pair(message)[0]), pair(message)[1]);
                case "wrap own" -> put(context.wrap(new Task(state)), message.with());
                default -> {
                    return message.what();
                }
            }
            return "done";
        }
    }

    /** The same, run by its callers. */
    @NonBlocking
    static final class Lender extends Patient {
    }

    /** A server that has nothing of its own but its callbacks. */
    static final class Plain implements GenServer<String> {

        @Override
        public Init<String> init(Object argument, ServerContext context) {
            return Init.ok("plain");
        }

        @Override
        public Answer<String> handleCall(Object request, From from, String state, ServerContext context) {
            return new Reply<>(request, state);
        }
    }

    /** Work for another thread. */
    record Task(State state) implements Callable<Object> {

        @Override
        public Object call() {
            return "worked";
        }
    }

    /** A trace function. */
    record Tracer(Mood mood) implements Predicate<SysEvent> {

        @Override
        public boolean test(SysEvent event) {
            return true;
        }
    }

    /** A change of another server's state. */
    record Change(Mood mood) implements UnaryOperator<Object> {

        @Override
        public Object apply(Object state) {
            return state + " changed";
        }
    }

    /** A supervisor of two servers of the module. */
    record Boss(Mood mood) implements Supervisor {

        @Override
        public Optional<SupervisorSpec> init(Object argument, Occasion occasion) {
            ServerSpec patient = ServerSpec.of("pinned", "patient").with(new Message("nothing", mood));
            return Optional.of(SupervisorSpec.oneForOne(ChildSpec.of("a", patient.named("a")),
                    ChildSpec.of("b", patient.named("b")).restart(Restart.TRANSIENT)));
        }
    }
}
