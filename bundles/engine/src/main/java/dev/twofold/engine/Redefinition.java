/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.engine.ServerChange.Result;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Has servers go over to what was loaded, each between two messages, and sees what becomes of them. Used by one thread. */
final class Redefinition {

    private final Loaded loaded;
    private final List<Order> orders;
    private final List<Fate> left;
    private final CountDownLatch open;

    Redefinition(Loaded loaded, Server[] servers) {
        this.loaded = loaded;
        orders = Stream.of(servers).flatMap(server -> Stream.ofNullable(order(server))).toList();
        left = Stream.of(servers).flatMap(server -> Stream.ofNullable(left(server))).toList();
        open = new CountDownLatch(orders.size());
    }

    /** {@code null} for one that runs what was loaded, or has ended. */
    private Order order(Server server) {
        Code<?> running = server.code();
        return running == null || loaded.newest(running) == running ? null : new Order(server, running);
    }

    /** {@code null} for one whose type was loaded, or that has ended. */
    private Fate left(Server server) {
        Code<?> running = server.code();
        return running == null || loaded.codes().containsKey(running.type())
                ? null
                : new Fate(server, running, running, Result.STAYED);
    }

    /** Returns when all have gone over or ended, or after the limit, which gates do not excuse; then the others do it later. */
    ChangeReport run(Deadline deadline) {
        orders.forEach(order -> order.server().system(order));
        try {
            open.await(Math.max(0, deadline.left()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return report();
    }

    /** Those that have not gone over are counted first: not all of many are named. */
    private ChangeReport report() {
        Map<Boolean, List<Fate>> changed = Stream.concat(left.stream(), orders.stream().map(Order::fate)).collect(
                Collectors.partitioningBy(fate -> fate.result() == Result.CHANGED));
        ChangeReport.Tally tally = new ChangeReport.Tally(new AtomicInteger());
        changed.get(false).forEach(fate -> fate.count(tally));
        changed.get(true).forEach(fate -> fate.count(tally));
        return tally.report();
    }

    /** What has become of one server. */
    private record Fate(Server server, Code<?> from, Code<?> to, Result result) {

        void count(ChangeReport.Tally tally) {
            tally.add(server, from, to, result);
        }
    }

    /** To one server. */
    private final class Order extends SystemCall {

        private final Code<?> from;

        Order(Server server, Code<?> from) {
            super(server, owned -> owned.adoptUnlessOver(loaded));
            this.from = from;
        }

        @Override
        void finished() {
            super.finished();
            open.countDown();
        }

        Fate fate() {
            Code<?> to = loaded.newest(from);
            return new Fate(server(), from, to, result(to));
        }

        private Result result(Code<?> to) {
            if (!isDone()) {
                return Result.LATE;
            }
            if (server().exit() != null) {
                return Result.ENDED;
            }
            return server().code() == to ? Result.CHANGED : Result.STAYED;
        }
    }
}
