/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.load;

import dev.twofold.server.Exit;
import dev.twofold.server.From;
import dev.twofold.server.Monitor;
import dev.twofold.server.ServerRef;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What one server has seen, and what it expects to see. Used by the thread that runs the server, and when all is at rest by
 * the one that checks.
 */
final class Diary {

    private final World world;
    private final ServerRef self;
    private final int rank;
    private final Sender sender;
    private final Account account;
    private final Map<Integer, Integer> numbers = new HashMap<>();
    private final Deque<Deferred> deferred = new ArrayDeque<>();
    private final Map<Monitor, Watch> watches = new HashMap<>();
    private final Map<ServerRef, Integer> exits = new HashMap<>();
    private final Set<ServerRef> links = new HashSet<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private boolean waits;
    private int goesOnWith;

    private record Deferred(From from, int number) {
    }

    /** A monitor, and how often it has gone off. */
    private static final class Watch {

        private final ServerRef watched;
        private boolean given;
        private int downs;

        Watch(ServerRef watched) {
            this.watched = watched;
        }
    }

    Diary(World world, ServerRef self, int rank) {
        this.world = world;
        this.self = self;
        this.rank = rank;
        this.sender = world.newSender();
        this.account = world.account(self);
    }

    int rank() {
        return rank;
    }

    Sender sender() {
        return sender;
    }

    Account account() {
        return account;
    }

    private void check(boolean right, String what) {
        world.check(right, () -> self + ": " + what);
    }

    // ---- one thing at a time

    void begin() {
        check(busy.compareAndSet(false, true), "two callbacks at once");
        check(goesOnWith == 0, "a message came before handleContinue of " + goesOnWith);
    }

    void end() {
        check(busy.compareAndSet(true, false), "two callbacks at once");
    }

    void goOnWith(int number) {
        goesOnWith = number;
    }

    void goesOn(Object what) {
        check(!busy.get(), "handleContinue inside of a callback");
        check(Integer.valueOf(goesOnWith).equals(what), "goes on with " + what + " instead of " + goesOnWith);
        goesOnWith = 0;
    }

    // ---- messages

    /** Each sender's messages come in order, none is missing, none comes twice. */
    void see(Order order) {
        account.handle();
        waits = false;
        Integer before = numbers.put(order.sender(), order.number());
        check(order.number() == (before == null ? 1 : before + 1), order + " after " + before);
    }

    void waits() {
        waits = true;
    }

    void timeout() {
        check(waits, "a time-out that nobody asked for, or of a wait that was over");
        waits = false;
    }

    /** A message without number. */
    void waitIsOver() {
        waits = false;
    }

    void defer(From from, int number) {
        deferred.addLast(new Deferred(from, number));
    }

    void settle() {
        Deferred oldest = deferred.pollFirst();
        check(oldest != null, "nothing to settle");
        if (oldest != null) {
            oldest.from().reply(oldest.number());
        }
    }

    // ---- others

    void watch(Monitor monitor, ServerRef watched) {
        watches.put(monitor, new Watch(watched));
    }

    void watchNoMore() {
        Iterator<Map.Entry<Monitor, Watch>> all = watches.entrySet().iterator();
        if (all.hasNext()) {
            Map.Entry<Monitor, Watch> any = all.next();
            any.getKey().demonitor();
            any.getValue().given = true;
        }
    }

    void down(Monitor monitor) {
        Watch watch = watches.get(monitor);
        check(watch != null, "a Down of a monitor that it has not set");
        if (watch != null) {
            check(!watch.given, "a Down of a monitor given up: " + watch.watched);
            check(++watch.downs == 1, "a second Down of " + watch.watched);
            check(!watch.watched.isAlive(), "a Down of " + watch.watched + ", which is there");
        }
    }

    boolean linkedTo(ServerRef other) {
        return links.contains(other);
    }

    void link(ServerRef other) {
        links.add(other);
    }

    void exit(Exit exit) {
        check(exits.merge(exit.server(), 1, Integer::sum) == 1, "a second " + exit);
        check(!exit.server().isAlive(), exit + ", which is there");
    }

    // ---- at rest

    void checkAtRest() {
        check(!busy.get() && goesOnWith == 0, "not at rest");
        check(deferred.isEmpty(), "owes " + deferred.size() + " replies");
        watches.forEach((monitor, watch) -> check(watch.given || watch.downs == (watch.watched.isAlive() ? 0 : 1),
                watch.downs + " Downs of " + watch.watched + ", alive: " + watch.watched.isAlive()));
        for (ServerRef other : links) {
            check(exits.containsKey(other) != other.isAlive(), "Exit of " + other + ": " + exits.get(other)
                    + ", alive: " + other.isAlive());
        }
    }

    /** Whether it watches another one now. */
    long watching(ServerRef other) {
        return watches.values().stream().filter(watch -> !watch.given && watch.watched == other).count();
    }
}
