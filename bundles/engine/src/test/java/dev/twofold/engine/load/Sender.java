/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.load;

import dev.twofold.server.CallFailedException;
import dev.twofold.server.CallTimeoutException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.InterruptedCallException;
import dev.twofold.server.MailboxFullException;
import dev.twofold.server.Requests;
import dev.twofold.server.Response;
import dev.twofold.server.ServerRef;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Numbers what one sender sends, and looks at what comes back. Used by one thread at a time. */
final class Sender {

    private static final Duration SHORT = Duration.ofMillis(1);

    private final World world;
    private final int id;
    private final SplittableRandom random;
    private final Map<ServerRef, Integer> numbers = new HashMap<>();

    Sender(World world, int id, SplittableRandom random) {
        this.world = world;
        this.id = id;
        this.random = random;
    }

    SplittableRandom random() {
        return random;
    }

    // ---- ways to send

    void cast(ServerRef to, Deed deed) {
        send(to, deed, to::cast);
    }

    void info(ServerRef to, Deed deed) {
        send(to, deed, to::send);
    }

    /** {@code false} if the server had no room for it. */
    boolean call(ServerRef to, Deed deed) {
        return call(to, deed, World.LONG);
    }

    void callInAHurry(ServerRef to, Deed deed) {
        call(to, deed, SHORT);
    }

    private boolean call(ServerRef to, Deed deed, Duration limit) {
        return send(to, deed, order -> {
            try {
                checkReply(to, order, to.call(order, limit));
            } catch (MailboxFullException full) {
                throw full;
            } catch (CallTimeoutException late) {
                world.check(limit == SHORT, () -> late + " " + order);
            } catch (InterruptedCallException interrupted) {
                world.check(Thread.interrupted(), () -> "no interrupt status after " + interrupted);
            } catch (CallFailedException failed) {
                checkFailure(to, order, failed.reason());
            }
        });
    }

    void ask(ServerRef to, Deed deed) {
        send(to, deed, order -> {
            world.opens();
            to.sendRequest(order).whenComplete((reply, failure) -> {
                if (failure instanceof CallFailedException failed) {
                    checkFailure(to, order, failed.reason());
                } else {
                    checkReply(to, order, reply);
                }
                world.closes();
            });
        });
    }

    /** Several requests at once; all are answered, each once. */
    void askMany(Iterable<ServerRef> servers) {
        Requests<Asked> requests = world.engine().requests();
        Map<Asked, Boolean> open = new HashMap<>();
        for (ServerRef to : servers) {
            send(to, Deed.ECHO, order -> {
                Asked asked = new Asked(to, order);
                requests.send(to, order, asked);
                open.put(asked, true);
            });
        }
        while (!open.isEmpty()) {
            Optional<Response<Asked>> taken = take(requests);
            world.check(taken.isPresent(), () -> "unanswered: " + open.keySet());
            if (taken.isEmpty()) {
                return;
            }
            Response<Asked> response = taken.get();
            Asked asked = response.label();
            world.check(open.remove(asked) != null, () -> "answered twice: " + asked);
            response.failure().ifPresentOrElse(reason -> checkFailure(asked.to(), asked.order(), reason),
                    () -> checkReply(asked.to(), asked.order(), response.reply().orElse(null)));
        }
    }

    private static Optional<Response<Asked>> take(Requests<Asked> requests) {
        while (true) {
            try {
                return requests.take(World.LONG);
            } catch (InterruptedCallException interrupted) {
                Thread.interrupted(); // somebody tries this on purpose: once more
            }
        }
    }

    private record Asked(ServerRef to, Order order) {
    }

    /** What is refused has not been sent: the number is free again. */
    private boolean send(ServerRef to, Deed deed, Consumer<Order> way) {
        Order order = new Order(id, numbers.merge(to, 1, Integer::sum), deed);
        Account account = world.account(to);
        account.send();
        try {
            way.accept(order);
            return true;
        } catch (MailboxFullException full) {
            Thread.interrupted(); // which may be why it did not wait for room
            world.check(world.isLimited(to), () -> full.toString());
            numbers.put(to, order.number() - 1);
            account.refused();
            return false;
        }
    }

    // ---- what comes back

    private void checkReply(ServerRef to, Order order, Object reply) {
        world.hasAnswered();
        world.check(Integer.valueOf(order.number()).equals(reply), () -> to + " answers " + order + " with " + reply);
    }

    /** Only a server that is gone does not answer; who is told so finds its name free. */
    private void checkFailure(ServerRef to, Order order, ExitReason reason) {
        world.failed();
        world.check(!to.isAlive(), () -> to + " is alive, but " + order + " failed: " + reason);
        world.check(world.engine().whereis(to.name()).filter(now -> now == to).isEmpty(),
                () -> to + " still has its name, but " + order + " failed: " + reason);
    }
}
