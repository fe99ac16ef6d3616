/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.load;

import dev.twofold.engine.Engine;
import dev.twofold.server.Binding;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.MailboxLimit;
import dev.twofold.server.NameTakenException;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerReport;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.ServerStatus;
import dev.twofold.server.StartFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * An engine with servers in two groups, and all that its clients and servers have in common. Servers that have a name are
 * in ranks: a callback waits for servers of higher ranks only. Those from the middle on promise that they never wait. Safe
 * from any thread.
 */
final class World implements AutoCloseable {

    /** What is to happen happens within it. */
    static final Duration LONG = Duration.ofSeconds(30);
    /** The rank of servers that others start for a moment: they call nobody. */
    static final int CHILD = 1_000;

    private static final int RANKS = 12;
    private static final int FIRST_QUICK = RANKS / 2;
    private static final int DRIVERS = 2;
    private static final int MOST_FAULTS = 20;

    private final Engine engine = new Engine();
    private final List<Town> towns;
    private final SplittableRandom seeds;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final ConcurrentMap<ServerRef, Account> accounts = new ConcurrentHashMap<>();
    private final AtomicInteger senders = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private long handled;
    private long lost;
    private volatile boolean going;

    World(long seed) {
        seeds = new SplittableRandom(seed);
        towns = List.of(new Town(this, "north"), new Town(this, "south"));
    }

    Engine engine() {
        return engine;
    }

    List<Town> towns() {
        return towns;
    }

    SplittableRandom newRandom() {
        synchronized (seeds) {
            return seeds.split();
        }
    }

    Sender newSender() {
        return new Sender(this, senders.incrementAndGet(), newRandom());
    }

    boolean isGoing() {
        return going;
    }

    /** Everybody may begin. */
    void go() {
        going = true;
        for (int driver = RANKS; driver < RANKS + DRIVERS; driver++) {
            engine.whereis(name(driver)).ifPresent(World::started);
        }
    }

    /** Everybody is to come to an end. */
    void halt() {
        going = false;
    }

    // ---- faults

    void check(boolean right, Supplier<String> what) {
        if (!right && faults.size() < MOST_FAULTS) {
            faults.add(what.get());
        }
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    // ---- what is counted

    Account account(ServerRef server) {
        return accounts.computeIfAbsent(server, none -> new Account());
    }

    /** An asynchronous call has begun. */
    void opens() {
        open.incrementAndGet();
    }

    void closes() {
        open.decrementAndGet();
    }

    void hasAnswered() {
        answered.increment();
    }

    long answered() {
        return answered.sum();
    }

    void failed() {
        failed.increment();
    }

    void refused() {
        refused.increment();
    }

    // ---- servers with names

    private static String name(int number) {
        return number < RANKS ? "rank" + number : "driver" + (number - RANKS);
    }

    private ServerSpec spec(int number) {
        boolean driver = number >= RANKS;
        boolean quick = !driver && number >= FIRST_QUICK;
        ServerSpec spec = ServerSpec.of(towns.get(number % towns.size()).name(), quick ? "quick" : "slow")
                .named(name(number)).with(driver ? -1 : number).initWithin(LONG);
        if (number % 4 == 3) {
            spec = spec.limited(quick ? MailboxLimit.refusing(20) : new MailboxLimit(20, Duration.ofMillis(1)));
        }
        return number % 5 == 4 ? spec.bound(Binding.NEWEST) : spec;
    }

    boolean isLimited(ServerRef server) {
        return server.name().startsWith("rank") && Integer.parseInt(server.name().substring(4)) % 4 == 3
                || server.name().equals(name(RANKS + 3));
    }

    /** Any server with a name; a sender of a high rank, which must not wait for room, gets one that never makes it wait. */
    Optional<ServerRef> any(Sender sender, int rank) {
        return rank < FIRST_QUICK ? between(sender, 0) : between(sender, FIRST_QUICK);
    }

    /** One that a server of a rank may wait for. */
    Optional<ServerRef> above(Sender sender, int rank) {
        return rank >= RANKS - 1 ? Optional.empty() : between(sender, rank + 1);
    }

    private Optional<ServerRef> between(Sender sender, int lowest) {
        return engine.whereis(name(lowest + sender.random().nextInt(RANKS - lowest)));
    }

    Optional<ServerRef> anyToDisturb(SplittableRandom random) {
        return engine.whereis(name(random.nextInt(RANKS + DRIVERS)));
    }

    /** Starts all that are not there; some refuse to start. */
    void populate(SplittableRandom random) {
        for (int number = 0; number < RANKS + DRIVERS; number++) {
            if (engine.whereis(name(number)).isEmpty()) {
                start(spec(number), random.nextBoolean());
            }
        }
    }

    private void start(ServerSpec spec, boolean wait) {
        if (wait) {
            try {
                started(engine.start(spec));
            } catch (StartFailedException | NameTakenException notNow) {
                refused();
            }
        } else {
            opens();
            engine.startAsync(spec).whenComplete((server, failure) -> {
                if (failure == null) {
                    started(server);
                } else {
                    refused();
                }
                closes();
            });
        }
    }

    private static void started(ServerRef server) {
        if (server.name().startsWith("driver")) {
            server.cast(Actor.DRIVE);
        }
    }

    private boolean isPopulated() {
        return engine.servers().size() == RANKS + DRIVERS;
    }

    // ---- what clients do

    /** One thing that a client does, whatever it is. */
    void step(Sender sender) {
        SplittableRandom random = sender.random();
        int kind = random.nextInt(100);
        Optional<ServerRef> any = any(sender, -1);
        if (any.isEmpty()) {
            return;
        }
        ServerRef to = any.get();
        Deed deed = Deed.any(random);
        if (kind < 50) {
            sender.call(to, deed);
        } else if (kind < 55) {
            sender.callInAHurry(to, deed);
        } else if (kind < 75) {
            sender.cast(to, deed);
        } else if (kind < 85) {
            sender.info(to, deed);
        } else if (kind < 95 && !isLimited(to)) { // whether there was room for it would be known too late for its number
            sender.ask(to, deed);
        } else if (kind < 98) {
            askMany(sender);
        } else {
            ping(to.name());
        }
    }

    private void askMany(Sender sender) {
        List<ServerRef> servers = new ArrayList<>();
        for (int left = 5; left > 0; left--) {
            any(sender, -1).filter(server -> !isLimited(server)).ifPresent(servers::add);
        }
        sender.askMany(servers);
    }

    private void ping(String name) {
        try {
            Object reply = engine.named(name).call(Actor.PING, LONG);
            check(reply == Actor.PING, () -> name + " answers a ping with " + reply);
            hasAnswered();
        } catch (CallFailedException failure) {
            check(!failure.reason().equals(ExitReason.TIMEOUT), failure::toString);
            Thread.interrupted();
            failed();
        }
    }

    // ---- other threads

    void later(int micros, Runnable action) {
        later.schedule(action, micros, TimeUnit.MICROSECONDS);
    }

    /** Does it in another thread and waits for it. */
    void inThread(Callable<?> task) throws Exception {
        threads.submit(task).get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    static void linger(int turns) {
        for (int left = turns; left > 0; left--) {
            Thread.onSpinWait();
        }
    }

    // ---- rest

    /** When all clients have gone: waits until nothing is left to do, and looks whether all is as it should be. */
    void rest() {
        SplittableRandom random = newRandom();
        await("all servers are there, no callback runs and no call is open", () -> {
            populate(random);
            return isPopulated() && open.get() == 0 && isAtRest() && hasNothingPending() && isPopulated();
        });
        for (ServerInfo info : engine.servers()) {
            engine.whereis(info.name()).ifPresent(this::checkAtRest);
        }
        Sender last = newSender();
        for (int number = 0; number < RANKS; number++) {
            ServerRef server = engine.whereis(name(number)).orElseThrow();
            check(last.call(server, Deed.ECHO), () -> server + " has nothing to do and no room");
        }
        accounts.forEach((server, account) -> check(server.isAlive() ? account.missing() == 0 : account.missing() >= 0,
                () -> server + " " + account));
        settleAccounts();
    }

    /** An exit signal may still be on its way: a system call comes after it. */
    private boolean hasNothingPending() {
        try {
            engine.servers().forEach(info -> engine.sys().rawState(engine.named(info.name()), LONG));
            return true;
        } catch (CallFailedException ended) {
            return false;
        }
    }

    private boolean isAtRest() {
        return towns.stream().allMatch(town -> town.callbacks() == 0) && engine.servers().stream()
                .allMatch(info -> info.status() == ServerStatus.IDLE && info.queueLength() == 0);
    }

    private void checkAtRest(ServerRef server) {
        diary(server).checkAtRest();
        List<ServerRef> others = engine.servers().stream().map(info -> engine.whereis(info.name()).orElseThrow())
                .toList();
        long watchers = others.stream().mapToLong(other -> diary(other).watching(server)).sum();
        List<String> links = others.stream().filter(other -> diary(other).linkedTo(server)
                || diary(server).linkedTo(other)).map(ServerRef::name).sorted().toList();
        ServerReport report = engine.sys().report(server, LONG);
        check(report.watchers() == watchers, () -> server + " is watched by " + watchers + ", but knows of "
                + report.watchers());
        check(report.links().stream().sorted().toList().equals(links), () -> server + " is linked to " + links
                + ", but knows of " + report.links());
    }

    private Diary diary(ServerRef server) {
        return ((Life) engine.sys().rawState(server, LONG).orElseThrow()).diary();
    }

    /** What killed servers took with them is known exactly now. */
    private void settleAccounts() {
        for (Map.Entry<ServerRef, Account> entry : accounts.entrySet()) {
            if (!entry.getKey().isAlive()) {
                handled += entry.getValue().handled();
                lost += entry.getValue().missing();
                accounts.remove(entry.getKey());
            }
        }
    }

    /** Ends all servers; no name is left. */
    void end() {
        for (ServerInfo info : engine.servers()) {
            engine.whereis(info.name()).ifPresent(server -> engine.sys().exit(server, ExitReason.KILL));
        }
        check(engine.servers().isEmpty(), () -> "still there: " + engine.servers());
        for (int number = 0; number < RANKS + DRIVERS; number++) {
            String name = name(number);
            check(engine.whereis(name).isEmpty(), () -> name + " is taken");
        }
        settleAccounts();
        check(accounts.isEmpty(), () -> "servers that are not there: " + accounts.keySet());
    }

    static void pause(int micros) {
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(micros));
    }

    private void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                check(false, () -> "waited too long until " + what + ": " + open + " calls, " + engine.servers());
                return;
            }
            pause(200);
        }
    }

    @Override
    public void close() {
        engine.close();
        later.shutdownNow();
        threads.shutdownNow();
    }

    @Override
    public String toString() {
        int changes = towns.stream().mapToInt(Town::changes).sum();
        int busy = towns.stream().mapToInt(Town::busy).sum();
        return answered + " calls answered, " + failed + " failed; " + handled
                + " messages handled by servers that ended, "
                + lost + " lost with them; " + refused + " starts refused; " + changes + " changes of code, " + busy
                + " put off";
    }
}
