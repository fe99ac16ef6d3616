/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.server.Down;
import dev.twofold.server.ExitReason;
import dev.twofold.server.From;
import dev.twofold.server.Init;
import dev.twofold.server.MailboxLimit;
import dev.twofold.server.Monitor;
import dev.twofold.server.NoReply;
import dev.twofold.server.Requests;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Servers of three groups ask those after them, on all ways there are, while their gates close together again and again: they
 * come to rest every time. {@code -Dweb.seconds=600} does it for longer.
 */
@Timeout(3_600)
class WebTest extends PuppetStage {

    private static final double SECONDS = Double.parseDouble(System.getProperty("web.seconds", "1"));
    private static final Duration REST = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> GROUPS = List.of("red", "green", "blue");
    private static final int SERVERS = 9;
    private static final int CALLERS = 3;
    private static final int WAYS = 18;

    private final List<ServerGroup> groups = GROUPS.stream().map(engine::group).toList();
    private final ServerGroup white = engine.group("white");
    private final List<ServerRef> servers = new ArrayList<>();
    private final List<ServerRef> between = new ArrayList<>();
    private final List<ServerRef> answering = new ArrayList<>();
    private final AtomicIntegerArray sent = new AtomicIntegerArray((SERVERS + CALLERS) * SERVERS);
    private final AtomicIntegerArray seen = new AtomicIntegerArray((SERVERS + CALLERS) * SERVERS);
    private final Map<Monitor, From> downs = new ConcurrentHashMap<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final LongAdder rounds = new LongAdder();
    private volatile boolean going = true;
    private volatile boolean closed;

    private static int random(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }

    private static ServerSpec in(String group) {
        return ServerSpec.of(group, "puppet").initWithin(PATIENCE);
    }

    private static String groupOf(int place) {
        return GROUPS.get(place % GROUPS.size());
    }

    private Map<String, Code<?>> codes(ServerGroup group, int version) {
        return Map.of("puppet", new Code<>(group.name(), String.valueOf(version), "puppet", puppet));
    }

    private void build() {
        groups.forEach(each -> each.load(codes(each, 0)));
        white.load(codes(white, 0));
        puppet.onInfo = this::info;
        for (int place = 0; place < SERVERS; place++) {
            ServerSpec spec = in(groupOf(place)).named("s" + place);
            servers.add(engine.start(place % 4 == 3 ? spec.limited(new MailboxLimit(2, PATIENCE)) : spec));
            between.add(engine.start(in("white")));
            answering.add(engine.start(in("white")));
        }
    }

    private void info(Object message) {
        if (message instanceof Runnable due) {
            due.run();
        } else if (message instanceof Down down) {
            downs.remove(down.monitor()).reply("down");
        } else {
            faults.add("unknown: " + message);
        }
    }

    // ---- what servers do

    private Object hop(int place) {
        return Puppet.act(context -> {
            look();
            Object reply = goOn(place, context);
            look();
            return reply;
        });
    }

    private void look() {
        if (closed) {
            faults.add("a callback runs behind the gate");
        }
    }

    private Object goOn(int place, ServerContext context) throws Exception {
        for (int times = 1 + random(2); times > 0; times--) {
            int next = place + 1 + random(3);
            if (next >= SERVERS) {
                return "end";
            }
            note(place, next);
            ask(place, next, context);
        }
        return "asked";
    }

    /** Comes before what is asked. */
    private void note(int from, int to) {
        int pair = from * SERVERS + to;
        int number = sent.incrementAndGet(pair);
        servers.get(to).cast(Puppet.act(context -> {
            look();
            int before = seen.getAndSet(pair, number);
            if (before != number - 1) {
                faults.add("note " + number + " from " + from + " to " + to + " came after " + before);
            }
            return "noted";
        }));
    }

    private static From from(ServerContext context) {
        return (From) ((Server) context.self()).current();
    }

    private Object ask(int place, int next, ServerContext context) throws Exception {
        ServerRef to = servers.get(next);
        ServerRef by = between.get(place);
        Object hop = hop(next);
        return switch (random(WAYS)) {
            case 0 -> to.call(hop, PATIENCE);
            case 1 -> get(to.sendRequest(hop).toCompletableFuture());
            case 2 -> collect(to, hop);
            case 3 -> by.call(Puppet.act(c -> to.call(hop, PATIENCE)), PATIENCE);
            case 4 -> by.call(Puppet.step((state, c) -> {
                From from = from(c);
                to.sendRequest(hop).thenAccept(from::reply);
                return new NoReply<>(state);
            }), PATIENCE);
            case 5 -> by.call(Puppet.step((state, c) -> {
                From from = from(c);
                answering.get(place).cast(Puppet.act(a -> {
                    from.reply(to.call(hop, PATIENCE));
                    return "handed on";
                }));
                return new NoReply<>(state);
            }), PATIENCE);
            case 6 -> by.call(Puppet.act(c -> kill(c.servers().start(born("white", to, hop)))), PATIENCE);
            case 7 -> kill(context.servers().start(born(groupOf(next), to, hop)));
            case 8 -> unlinked(context, context.startLink(born(groupOf(next), to, hop)));
            case 9 -> kill(get(context.servers().startAsync(born(groupOf(next), to, hop)).toCompletableFuture()));
            case 10 -> clients.submit(context.wrap(() -> to.call(hop, PATIENCE))).get(30, TimeUnit.SECONDS);
            case 11 -> to.call(Puppet.step((state, c) -> {
                From from = from(c);
                c.self().cast(Puppet.act(later -> {
                    from.reply("settled");
                    return "settled";
                }));
                return new NoReply<>(state);
            }), PATIENCE);
            case 12 -> to.call(Puppet.step((state, c) -> {
                From from = from(c);
                c.sendAfter((Runnable) () -> from.reply("due"), Duration.ofNanos(random(500_000)));
                return new NoReply<>(state);
            }), PATIENCE);
            case 13 -> to.call(Puppet.step((state, c) -> {
                ServerRef child = c.servers().start(in(groupOf(next)));
                downs.put(c.monitor(child), from(c));
                clients.execute(() -> kill(child));
                return new NoReply<>(state);
            }), PATIENCE);
            case 14 -> {
                engine.sys().rawState(to, PATIENCE);
                yield to.call(hop, PATIENCE);
            }
            case 15 -> {
                ((Server) to).suspend();
                clients.execute(((Server) to)::resume);
                yield to.call(hop, PATIENCE);
            }
            case 16 -> {
                ServerRef child = context.servers().start(in(groupOf(next)));
                engine.sys().stop(child, ExitReason.NORMAL, PATIENCE);
                yield "stopped";
            }
            default -> by.call(Puppet.act(c -> kill(c.servers().start(in(groupOf(next))))), PATIENCE);
        };
    }

    private static <V> V get(CompletableFuture<V> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    private Object collect(ServerRef to, Object hop) {
        Requests<Integer> requests = engine.requests();
        requests.send(to, hop, 1);
        requests.send(servers.get(SERVERS - 1), "echo", 2);
        for (int left = 2; left > 0; left--) {
            if (requests.take(PATIENCE).orElseThrow().failure().isPresent()) {
                faults.add("a request failed");
            }
        }
        return "collected";
    }

    private static ServerSpec born(String group, ServerRef to, Object hop) {
        return in(group).with(Puppet.birth(() -> Init.ok(to.call(hop, PATIENCE))));
    }

    private static Object unlinked(ServerContext context, ServerRef child) {
        context.unlink(child);
        return kill(child);
    }

    // ---- who begins

    private void caller(int number) throws Exception {
        while (going) {
            note(SERVERS + number, 0);
            servers.get(0).call(hop(0), PATIENCE);
            rounds.increment();
        }
    }

    /** A server that is killed while it waits. */
    private void victim() throws Exception {
        while (going) {
            ServerRef victim = engine.start(in(groupOf(random(3))));
            int next = random(SERVERS);
            victim.cast(Puppet.act(context -> servers.get(next).call(hop(next), PATIENCE)));
            spin(random(20_000));
            kill(victim);
        }
    }

    private void operator() {
        while (going) {
            Server server = (Server) servers.get(random(SERVERS));
            server.suspend();
            spin(random(2_000));
            server.resume();
            spin(random(20_000));
        }
    }

    private Future<?> meanwhile(Callable<?> task) {
        return clients.submit(() -> {
            try {
                return task.call();
            } catch (Exception failed) {
                faults.add(failed + " by " + failed.getCause());
                throw failed;
            }
        });
    }

    @Test
    void comesToRestEveryTime() throws Exception {
        build();
        List<Future<?>> work = new ArrayList<>();
        for (int number = 0; number < CALLERS; number++) {
            int caller = number;
            work.add(meanwhile(() -> {
                caller(caller);
                return null;
            }));
        }
        work.add(meanwhile(() -> {
            victim();
            return null;
        }));
        work.add(meanwhile(() -> {
            operator();
            return null;
        }));
        Deadline end = Deadline.in(Duration.ofMillis((long) (SECONDS * 1_000)));
        int version = 0;
        try {
            while (!end.hasPassed() && faults.isEmpty()) {
                version = 1 - version;
                upgrade(version, random(4));
                long before = rounds.sum();
                await("rounds", () -> rounds.sum() > before || !faults.isEmpty());
            }
        } finally {
            going = false;
        }
        for (Future<?> task : work) {
            task.get(30, TimeUnit.SECONDS);
        }
        assertThat(faults).isEmpty();
    }

    private void upgrade(int version, int kind) {
        List<GroupChange> changes = groups.stream().map(each -> new GroupChange(each, codes(each, version), keeping()))
                .toList();
        Upgrade upgrade = Upgrade.of(changes).restWithin(REST).changeWithin(PATIENCE);
        switch (kind) {
            case 0 -> upgrade.precopy(true).run(this::linger);
            case 1 -> {
                try (Gate gate = Gate.close(groups, REST)) {
                    linger();
                    assertThat(gate.size()).isNotNegative();
                }
            }
            default -> upgrade.run(this::linger);
        }
    }

    private void linger() {
        closed = true;
        spin(random(5_000));
        closed = false;
    }
}
