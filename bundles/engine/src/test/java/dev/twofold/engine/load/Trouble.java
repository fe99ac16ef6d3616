/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.load;

import dev.twofold.server.CallFailedException;
import dev.twofold.server.CallTimeoutException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.server.Sys;
import java.util.List;
import java.util.SplittableRandom;

/** Somebody who kills, stops, suspends and starts servers, asks them things and interrupts their clients. */
final class Trouble implements Runnable {

    private final World world;
    private final SplittableRandom random;
    private final List<Thread> clients;

    Trouble(World world, List<Thread> clients) {
        this.world = world;
        this.random = world.newRandom();
        this.clients = clients;
    }

    @Override
    public void run() {
        while (world.isGoing()) {
            world.populate(random);
            world.anyToDisturb(random).ifPresent(this::disturb);
            World.pause(random.nextInt(1_000));
        }
    }

    private void disturb(ServerRef server) {
        try {
            act(server, world.engine().sys());
        } catch (CallTimeoutException late) {
            world.check(false, late::toString);
        } catch (CallFailedException failed) {
            world.check(!server.isAlive(), failed::toString); // it ended meanwhile
        }
    }

    private void act(ServerRef server, Sys sys) {
        switch (random.nextInt(16)) {
            case 0, 1 -> sys.exit(server, ExitReason.KILL);
            case 2 -> {
                sys.stop(server, ExitReason.SHUTDOWN, World.LONG);
                world.check(!server.isAlive(), () -> server + " has been stopped and is alive");
            }
            case 3, 4, 5 -> suspend(server, sys);
            case 6 -> stopSuspended(server, sys);
            case 7 -> sys.state(server, World.LONG);
            case 8 -> sys.report(server, World.LONG);
            case 9 -> sys.replaceState(server, same -> same, World.LONG);
            case 10 -> sys.statistics(server, random.nextBoolean(), World.LONG);
            case 11 -> sys.log(server, random.nextInt(3) * 5, World.LONG);
            case 12 -> world.engine().forgetRemovedCode();
            default -> clients.get(random.nextInt(clients.size())).interrupt();
        }
    }

    private void suspend(ServerRef server, Sys sys) {
        sys.suspend(server, World.LONG);
        int handled = world.account(server).handled();
        try {
            World.pause(random.nextInt(2_000));
            world.check(world.account(server).handled() == handled, () -> server
                    + " is suspended and handles messages");
        } finally {
            sys.resume(server);
        }
    }

    private static void stopSuspended(ServerRef server, Sys sys) {
        sys.suspend(server, World.LONG);
        sys.stop(server, ExitReason.NORMAL, World.LONG);
    }
}
