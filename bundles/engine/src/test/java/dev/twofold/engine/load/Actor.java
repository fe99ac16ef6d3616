/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.load;

import dev.twofold.server.After;
import dev.twofold.server.Answer;
import dev.twofold.server.Down;
import dev.twofold.server.Exit;
import dev.twofold.server.ExitReason;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Next;
import dev.twofold.server.NoReply;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.StartFailedException;
import dev.twofold.server.Started;
import dev.twofold.server.Stop;
import dev.twofold.server.Timeout;
import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * A server that does what it is told and keeps a diary. Calls go to servers further up only, so that no two wait for each
 * other.
 */
class Actor implements GenServer<Life> {

    /** Asks for itself. */
    static final Object PING = "ping";
    /** Makes a server a client for a moment, and then again. */
    static final Object DRIVE = "drive";

    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final int STEPS = 4;

    private final World world;
    private final Town town;
    private final String version;

    /**
     * Callbacks of one revision.
     *
     * @param town the group they run in
     * @param version of the code
     */
    Actor(World world, Town town, String version) {
        this.world = world;
        this.town = town;
        this.version = version;
    }

    private <R> R during(ServerContext context, Diary diary, Callable<R> callback) throws Exception {
        town.enter(context.self());
        diary.begin();
        try {
            return callback.call();
        } finally {
            diary.end();
            town.leave(context.self());
        }
    }

    private Diary diaryOf(Life life, ServerContext context) {
        world.check(life.version().equals(version), () -> context.self() + ": code " + version + " has a state of "
                + life.version());
        return life.diary();
    }

    @Override
    public Init<Life> init(Object argument, ServerContext context) throws Exception {
        Diary diary = new Diary(world, context.self(), (Integer) argument);
        return during(context, diary, () -> {
            context.trapExits(true);
            Sender sender = diary.sender();
            switch (sender.random().nextInt(40)) {
                case 0 -> world.above(sender, diary.rank()).ifPresent(other -> sender.call(other, Deed.ECHO));
                case 1 -> {
                    return Init.stop(ExitReason.of("no luck"));
                }
                case 2 -> throw new IllegalStateException("no luck at all");
                case 3 -> {
                    return Init.ignore();
                }
                default -> sender.cast(context.self(), Deed.ECHO);
            }
            return Init.ok(new Life(version, diary));
        });
    }

    // ---- messages

    @Override
    public Answer<Life> handleCall(Object request, From from, Life life, ServerContext context) throws Exception {
        Diary diary = diaryOf(life, context);
        return during(context, diary, () -> {
            if (!(request instanceof Order order)) {
                diary.waitIsOver();
                return new Reply<>(request, life);
            }
            diary.see(order);
            switch (order.deed()) {
                case DEFER -> {
                    diary.defer(from, order.number());
                    diary.sender().cast(context.self(), Deed.SETTLE);
                    return new NoReply<>(life);
                }
                case DEFER_TO_THREAD -> {
                    world.later(diary.sender().random().nextInt(300), () -> from.reply(order.number()));
                    return new NoReply<>(life);
                }
                case STOP -> {
                    return new Stop<>(ExitReason.NORMAL, order.number(), life);
                }
                default -> {
                    return act(order, diary, context) ? new Reply<>(order.number(), life, after(order, diary)) : null;
                }
            }
        });
    }

    @Override
    public Next<Life> handleCast(Object message, Life life, ServerContext context) throws Exception {
        Diary diary = diaryOf(life, context);
        return during(context, diary, () -> {
            if (message == DRIVE) {
                diary.waitIsOver();
                drive(diary, context);
                return new NoReply<>(life);
            }
            return handleOrder((Order) message, life, context);
        });
    }

    @Override
    public Next<Life> handleInfo(Object message, Life life, ServerContext context) throws Exception {
        Diary diary = diaryOf(life, context);
        return during(context, diary, () -> {
            if (message instanceof Order order) {
                return handleOrder(order, life, context);
            }
            if (message == Timeout.TIMEOUT) {
                diary.timeout();
            } else {
                diary.waitIsOver();
            }
            if (message instanceof Down down) {
                diary.down(down.monitor());
            } else if (message instanceof Exit exit) {
                diary.exit(exit);
            }
            return new NoReply<>(life);
        });
    }

    private Next<Life> handleOrder(Order order, Life life, ServerContext context) throws Exception {
        Diary diary = life.diary();
        diary.see(order);
        if (order.deed() == Deed.STOP) {
            return new Stop<>(ExitReason.SHUTDOWN, life);
        }
        return act(order, diary, context) ? new NoReply<>(life, after(order, diary)) : null;
    }

    private static After after(Order order, Diary diary) {
        switch (order.deed()) {
            case WAIT -> {
                diary.waits();
                return After.timeout(order.number() % 2 == 0 ? Duration.ZERO : MOMENT);
            }
            case GO_ON -> {
                diary.goOnWith(order.number());
                return After.continueWith(order.number());
            }
            default -> {
                return After.NOTHING;
            }
        }
    }

    @Override
    public Next<Life> handleContinue(Object what, Life life, ServerContext context) throws Exception {
        Diary diary = diaryOf(life, context);
        diary.goesOn(what);
        return during(context, diary, () -> {
            world.any(diary.sender(), diary.rank()).ifPresent(other -> diary.sender().cast(other, Deed.ECHO));
            return new NoReply<>(life);
        });
    }

    @Override
    public void terminate(ExitReason reason, Life life, ServerContext context) throws Exception {
        Diary diary = diaryOf(life, context);
        during(context, diary, () -> {
            Sender sender = diary.sender();
            if (sender.random().nextInt(4) == 0) {
                world.above(sender, diary.rank()).ifPresent(other -> sender.call(other, Deed.ECHO));
            }
            return null;
        });
    }

    // ---- deeds

    /** {@code false} if the callback is to return something wrong. */
    private boolean act(Order order, Diary diary, ServerContext context) throws Exception {
        Sender sender = diary.sender();
        switch (order.deed()) {
            case CALL_ON -> world.above(sender, diary.rank()).ifPresent(other -> sender.call(other, deeper(sender)));
            case CALL_BY_THREAD -> callByThread(diary, context);
            case CAST_ON -> {
                for (int left = 2; left > 0; left--) {
                    world.any(sender, diary.rank()).ifPresent(other -> sender.cast(other, Deed.ECHO));
                }
            }
            case SETTLE -> diary.settle();
            case BEAR -> bear(diary, context);
            case BEAR_MONITORED -> bearMonitored(diary, context);
            case WATCH -> world.any(sender, -1).ifPresent(other -> diary.watch(context.monitor(other), other));
            case WATCH_NO_MORE -> diary.watchNoMore();
            case LINK -> world.above(sender, diary.rank()).filter(other -> !diary.linkedTo(other)).ifPresent(other -> {
                diary.link(other);
                context.link(other);
            });
            case LINGER -> World.linger(sender.random().nextInt(5_000));
            case CRASH -> throw new IllegalStateException("told to crash");
            case RETURN_NOTHING -> {
                return false;
            }
            default -> {
                return true;
            }
        }
        return true;
    }

    private static Deed deeper(Sender sender) {
        return sender.random().nextBoolean() ? Deed.CALL_ON : Deed.any(sender.random());
    }

    private void callByThread(Diary diary, ServerContext context) throws Exception {
        if (isQuick()) {
            return;
        }
        world.inThread(context.wrap(() -> {
            world.above(diary.sender(), diary.rank()).ifPresent(other -> diary.sender().call(other, Deed.CALL_ON));
            return null;
        }));
    }

    private void bear(Diary diary, ServerContext context) {
        try {
            ServerRef child = context.startLink(child());
            diary.link(child);
            use(child, diary.sender());
        } catch (StartFailedException refused) {
            world.refused();
        }
    }

    private void bearMonitored(Diary diary, ServerContext context) {
        try {
            Started child = context.startMonitor(child());
            diary.watch(child.monitor(), child.server());
            use(child.server(), diary.sender());
        } catch (StartFailedException refused) {
            world.refused();
        }
    }

    private ServerSpec child() {
        return ServerSpec.of(town.name(), isQuick() ? "quick" : "slow").with(World.CHILD).initWithin(World.LONG);
    }

    private static void use(ServerRef child, Sender sender) {
        sender.call(child, Deed.ECHO);
        sender.cast(child, Deed.ECHO);
        sender.cast(child, Deed.STOP);
    }

    private void drive(Diary diary, ServerContext context) {
        if (world.isGoing()) {
            for (int left = STEPS; left > 0; left--) {
                world.step(diary.sender());
            }
            context.self().cast(DRIVE);
        }
    }

    /** Whether it has promised not to wait. */
    boolean isQuick() {
        return false;
    }
}
