/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.server.StartFailedException;
import dev.twofold.supervisor.ChildInfo;
import dev.twofold.supervisor.ChildInfo.Status;
import dev.twofold.supervisor.ChildRefusedException;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Restart;
import dev.twofold.supervisor.Strategy;
import dev.twofold.supervisor.SupervisorSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many who kill, stop, start and remove children at random. At the end a supervisor must know exactly those servers that
 * there are.
 */
class ChaosTest extends SupervisorStage {

    private static final int MEDDLERS = 4;
    private static final int DEEDS = 400;
    private static final int CHILDREN = 8;

    private static ChildSpec member(int number) {
        Restart restart = Restart.values()[number % Restart.values().length];
        return child("c" + number).restart(restart);
    }

    @ParameterizedTest
    @EnumSource(names = { "ONE_FOR_ONE", "ONE_FOR_ALL", "REST_FOR_ONE" })
    void knowsItsChildrenWhateverIsDoneToThem(Strategy strategy) throws Exception {
        ServerRef supervisor = start(SupervisorSpec
                .of(strategy, IntStream.range(0, CHILDREN).mapToObj(ChaosTest::member).toList())
                .intensity(Integer.MAX_VALUE, Duration.ofSeconds(5)));
        meddle(random -> meddleWithOne(supervisor, random));
        assertKnowsExactlyWhoIsThere(supervisor);
    }

    @ParameterizedTest
    @EnumSource
    void knowsItsInstancesWhateverIsDoneToThem(Restart restart) throws Exception {
        ServerRef supervisor = start(crowd(kind -> kind.restart(restart)).intensity(Integer.MAX_VALUE,
                Duration.ofSeconds(5)));
        meddle(random -> meddleWithInstances(supervisor, random));
        assertKnowsExactlyWhoIsThere(supervisor);
    }

    /** What one of many does once. */
    private interface Deed {
        void run(Random random);
    }

    private void meddle(Deed deed) throws Exception {
        List<Future<?>> meddlers = new ArrayList<>();
        for (int seed = 0; seed < MEDDLERS; seed++) {
            Random random = new Random(seed);
            meddlers.add(clients.submit(() -> {
                for (int i = 0; i < DEEDS; i++) {
                    deed.run(random);
                }
            }));
        }
        for (Future<?> meddler : meddlers) {
            meddler.get(LONG.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private void meddleWithOne(ServerRef supervisor, Random random) {
        int number = random.nextInt(CHILDREN);
        String id = "c" + number;
        try {
            switch (random.nextInt(6)) {
                case 0 -> supervisors.terminateChild(supervisor, id);
                case 1 -> supervisors.restartChild(supervisor, id);
                case 2 -> supervisors.deleteChild(supervisor, id);
                case 3 -> supervisors.startChild(supervisor, member(number));
                case 4 -> worker.plan(id).failures.set(random.nextInt(3));
                default -> engine.whereis(id).ifPresent(child -> engine.sys().exit(child, ExitReason.KILL));
            }
        } catch (ChildRefusedException | StartFailedException expected) {
            assertThat(supervisor.isAlive()).isTrue();
        }
    }

    private void meddleWithInstances(ServerRef supervisor, Random random) {
        List<ChildInfo> children = which(supervisor);
        Optional<ServerRef> child = children.isEmpty()
                ? Optional.empty()
                : children.get(random.nextInt(children.size())).server();
        try {
            switch (random.nextInt(4)) {
                case 0 -> supervisors.startInstance(supervisor);
                case 1 -> child.ifPresent(present -> supervisors.terminateChild(supervisor, present));
                case 2 -> worker.plan("any").failures.set(random.nextInt(3));
                default -> child.ifPresent(present -> engine.sys().exit(present, ExitReason.KILL));
            }
        } catch (StartFailedException planned) {
            assertThat(supervisor.isAlive()).isTrue();
        }
    }

    private void assertKnowsExactlyWhoIsThere(ServerRef supervisor) {
        await("nothing is left to be done", () -> which(supervisor).stream().allMatch(ChaosTest::isSettled));
        List<String> known = which(supervisor).stream().flatMap(child -> child.server().stream()).map(ServerRef::name)
                .toList();
        assertThat(names()).filteredOn(name -> !name.equals("sup")).containsExactlyInAnyOrderElementsOf(known);
        stop(supervisor);
        assertThat(names()).isEmpty();
    }

    private static boolean isSettled(ChildInfo child) {
        return child.status() == Status.STOPPED || child.server().filter(ServerRef::isAlive).isPresent();
    }
}
