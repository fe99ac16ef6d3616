/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import dev.twofold.server.Answer;
import dev.twofold.server.Exit;
import dev.twofold.server.ExitReason;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Next;
import dev.twofold.server.NoReply;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.Stop;
import dev.twofold.supervisor.Occasion;
import dev.twofold.supervisor.Strategy;
import dev.twofold.supervisor.Supervisor;
import dev.twofold.supervisor.SupervisorSpec;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The callbacks of a supervisor: those of a server, on top of what its author says of its children. */
public final class SupervisorServer implements GenServer<Children> {

    private static final Logger LOG = LoggerFactory.getLogger(SupervisorServer.class);

    private final Supervisor supervisor;
    private final EndWait ends;
    private final SupervisorTypes types;
    private final LongSupplier clock;
    private final Alarm alarm;

    /**
     * The callbacks of one type of supervisor in one revision.
     *
     * @param supervisor an object of the revision: do not keep this one longer than the code
     * @param ends waits for children
     * @param types tells supervisors from workers
     * @param clock nanoseconds, as {@link System#nanoTime}: what periods are measured with
     * @param alarm what pauses are measured with
     */
    public SupervisorServer(Supervisor supervisor, EndWait ends, SupervisorTypes types, LongSupplier clock,
            Alarm alarm) {
        this.supervisor = Objects.requireNonNull(supervisor, "supervisor");
        this.ends = Objects.requireNonNull(ends, "ends");
        this.types = Objects.requireNonNull(types, "types");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.alarm = Objects.requireNonNull(alarm, "alarm");
    }

    private Carer carer(ServerContext context) {
        return new Carer(context, ends, types, alarm);
    }

    // ---- the server

    @Override
    public Init<Children> init(Object argument, ServerContext context) throws Exception {
        context.trapExits(true);
        Optional<SupervisorSpec> answer = ask(argument, Occasion.START);
        if (answer.isEmpty()) {
            return Init.ignore();
        }
        SupervisorSpec spec = answer.get();
        try {
            spec.check();
        } catch (IllegalArgumentException wrong) {
            return Init.stop(ExitReason.of("start_spec: " + wrong.getMessage()));
        }
        Family family = spec.strategy() == Strategy.SIMPLE_ONE_FOR_ONE ? new Crowd(spec, types) : new Row(spec, types);
        return start(new Children(Optional.ofNullable(argument), family), carer(context));
    }

    private Optional<SupervisorSpec> ask(Object argument, Occasion occasion) throws Exception {
        Optional<SupervisorSpec> answer = supervisor.init(argument, occasion);
        if (answer == null) {
            throw new IllegalStateException("bad_return: init returned null; an empty Optional means no supervisor");
        }
        return answer;
    }

    private static Init<Children> start(Children children, Carer carer) {
        Optional<ExitReason> failed = children.family().startAll(carer);
        if (failed.isPresent()) {
            children.family().stopAll(carer);
            return Init.stop(failed.get());
        }
        return Init.ok(children);
    }

    @Override
    public Answer<Children> handleCall(Object request, From from, Children children, ServerContext context) {
        if (request instanceof Request<?> known) {
            return new Reply<>(known.answer(children.family(), carer(context)), children);
        }
        return drop(request, children, context);
    }

    @Override
    public Next<Children> handleCast(Object message, Children children, ServerContext context) {
        if (message instanceof TryAgain retry) {
            return next(children.tryAgain(retry, carer(context), clock.getAsLong()), children);
        }
        return drop(message, children, context);
    }

    @Override
    public Next<Children> handleInfo(Object message, Children children, ServerContext context) {
        if (message instanceof Exit exit) {
            return next(children.ended(exit, carer(context), clock.getAsLong()), children);
        }
        return drop(message, children, context);
    }

    private static Next<Children> next(boolean goesOn, Children children) {
        return goesOn ? new NoReply<>(children) : new Stop<>(ExitReason.SHUTDOWN, children);
    }

    /** A stray message must not bring down all children, as it would with another server's rules. */
    private static Next<Children> drop(Object message, Children children, ServerContext context) {
        LOG.error("supervisor {} dropped a message that it does not know, of class {}", context.self().name(),
                message.getClass().getName());
        return new NoReply<>(children);
    }

    @Override
    public void terminate(ExitReason reason, Children children, ServerContext context) {
        children.family().stopAll(carer(context));
    }

    // ---- upgrade

    /**
     * The state after an upgrade: asks the author again, as this revision has it, and merges the answer with the children
     * that there are. It touches neither the old state nor any process, and may be thrown away. While it runs the
     * supervisor must be at rest; afterwards only one of the two states may go on. It may be called on any thread.
     *
     * @param old the state of the old revision
     * @param carry turns an argument that may be of the old revision's classes into one of this revision's
     * @return the new state
     * @throws Exception refuses the upgrade: what the author's {@code init} has thrown, or
     *     {@link IllegalArgumentException} for a specification that is wrong
     */
    public Children changed(Children old, UnaryOperator<Object> carry) throws Exception {
        Object argument = old.argument().map(carry).orElse(null);
        Optional<SupervisorSpec> next = ask(argument, Occasion.UPGRADE);
        next.ifPresent(SupervisorSpec::check);
        return old.changed(next, carry, types);
    }

    /**
     * A message that waits for a supervisor while its module is upgraded.
     *
     * @param message the message, as it was sent
     * @param carry turns an argument that may be of the old revision's classes into one of this revision's
     * @return the message that the new revision is to get
     */
    public static Object changed(Object message, UnaryOperator<Object> carry) {
        return message instanceof Request<?> request ? request.carried(carry) : message;
    }
}
