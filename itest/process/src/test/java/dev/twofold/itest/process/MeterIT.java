/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.runtime.demo.Await;
import dev.twofold.runtime.demo.RuntimeProcess;
import dev.twofold.runtime.demo.Slots;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The gateway of the second sample, with its devices outside the JVM. */
class MeterIT {

    private static final int CONNECTIONS = 1_000;
    private static final Pattern PORT = Pattern.compile("listening on .*:(\\d+)");

    @RegisterExtension
    final Runtimes runtimes = new Runtimes();

    @Test
    void keepsConnectionsOpenAndAnswersEachLineWhileTheMeterIsUpgradedAndRolledBack() throws IOException {
        runtimes.configure("twofold.samples.gateway.cfg", "port = 0");
        RuntimeProcess runtime = runtimes.start();
        runtime.drop(Runtimes.sample("meter-api.jar"));
        runtime.drop(Runtimes.sample("meter-1.0.0.jar"));
        await(runtime, new Slots("1.0.0", Slots.EMPTY));
        runtime.drop(Runtimes.sample("meter-gateway.jar"));

        try (Devices devices = Devices.connect(CONNECTIONS, awaitPort(runtime))) {
            devices.start();
            awaitRounds(devices, 2);

            runtime.drop(Runtimes.sample("meter-1.1.0.jar"));
            await(runtime, new Slots("1.1.0", "1.0.0"));
            awaitRounds(devices, 2);

            runtime.run("module:rollback meter");
            await(runtime, new Slots("1.0.0", "1.1.0"));
            awaitRounds(devices, 2);

            runtime.run("module:rollback meter");
            await(runtime, new Slots("1.1.0", "1.0.0"));
            awaitRounds(devices, 2);
            devices.stop();
        }
        assertThat(runtime.run("module:list")).containsPattern("meter +current +1\\.1\\.0 .* " + CONNECTIONS);
        assertThat(runtime.run("server:state meter/device-0")).contains("highest=1");
    }

    private static void await(RuntimeProcess runtime, Slots expected) {
        Await.until("the meter with " + expected, RuntimeProcess.PATIENCE,
                () -> Slots.parse(runtime.run("module:list"), "meter").equals(expected));
    }

    private static int awaitPort(RuntimeProcess runtime) {
        return Await.value("the gateway's port", RuntimeProcess.PATIENCE, () -> {
            Matcher matcher = PORT.matcher(runtime.log());
            return matcher.find() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
        });
    }

    /** Waits until each device has had so many more answers, on average. */
    private static void awaitRounds(Devices devices, int rounds) {
        long target = devices.answered() + (long) rounds * CONNECTIONS;
        Await.until(rounds + " answers for each device", RuntimeProcess.PATIENCE,
                () -> devices.areFine() && devices.answered() >= target);
    }
}
