/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.load;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Everybody at once for some time: clients of all kinds, troublemakers, and changes of code. */
final class Load {

    private static final int CLIENTS = 2;

    private final World world;
    private final List<Thread> clients = new ArrayList<>();
    private final List<Thread> others = new ArrayList<>();

    private Load(World world) {
        this.world = world;
    }

    /** Puts the world under load, waits until it has come to rest, and has it look whether all is right. */
    static void run(World world, Duration time) throws Exception {
        Load load = new Load(world);
        world.go();
        load.start();
        try {
            letPass(time);
        } finally {
            world.halt();
        }
        load.join();
        world.rest();
    }

    private static void letPass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            World.pause(1_000);
        }
    }

    private void start() throws ReflectiveOperationException {
        for (int number = 0; number < CLIENTS; number++) {
            clients.add(platform("load-client", client()));
            virtual(client(), clients);
        }
        others.add(platform("load-trouble", new Trouble(world, List.copyOf(clients))));
        others.add(platform("load-changes", this::change));
    }

    private Runnable client() {
        Sender sender = world.newSender();
        return () -> {
            while (world.isGoing()) {
                world.step(sender);
            }
        };
    }

    private void change() {
        SplittableRandom random = world.newRandom();
        while (world.isGoing()) {
            Town town = world.towns().get(random.nextInt(world.towns().size()));
            switch (random.nextInt(6)) {
                case 0 -> Town.upgrade(world.towns(), upgrade -> upgrade.precopy(random.nextBoolean()), true);
                case 1 -> Town.upgrade(List.of(town), upgrade -> upgrade.precopy(true), true);
                case 2 -> Town.upgrade(List.of(town), upgrade -> upgrade.rolling(2), false);
                default -> town.change(random.nextInt(4) != 0);
            }
            World.pause(random.nextInt(3_000));
        }
    }

    private Thread platform(String name, Runnable task) {
        Thread thread = new Thread(guarded(task), name);
        thread.start();
        return thread;
    }

    /** From Java 21 on. */
    private void virtual(Runnable task, List<Thread> started) throws ReflectiveOperationException {
        try {
            Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
            started.add((Thread) start.invoke(null, guarded(task)));
        } catch (NoSuchMethodException older) {
            started.add(platform("load-client", task));
        }
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error failure) {
                world.check(false, () -> "a client failed: " + failure + " " + List.of(failure.getStackTrace()));
                throw failure;
            }
        };
    }

    private void join() throws InterruptedException {
        others.addAll(0, clients);
        for (Thread thread : others) {
            thread.join(World.LONG.toMillis());
            world.check(!thread.isAlive(), () -> thread + " is stuck: " + List.of(thread.getStackTrace()));
        }
    }
}
