/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.meter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.server.CallFailedException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.StartFailedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeterLinesTest {

    private final FakeServers servers = new FakeServers();
    private final Devices devices = new Devices(servers);
    private final MeterLines lines = new MeterLines(devices, Duration.ofSeconds(10));

    @Test
    void addsUpReadingsOfEachDevice() {
        assertThat(answer("reading d1 1.25")).isEqualTo("ok 1.25");
        assertThat(answer("reading d2 7")).isEqualTo("ok 7");
        assertThat(answer("reading d1 0.75")).isEqualTo("ok 2.00");
        assertThat(answer("total d1")).isEqualTo("total 2.00 2");
    }

    @Test
    void toleratesBlanksAndCarriageReturns() {
        assertThat(answer("  reading   d1\t1 \r")).isEqualTo("ok 1");
    }

    @Test
    void askingForTotalStartsNoServer() {
        assertThat(answer("total d1")).isEqualTo("error there is no reading of d1");
        assertThat(servers.whereis("meter/d1")).isEmpty();
    }

    @Test
    void readingGoesToServerThatAnotherConnectionStartedMeanwhile() {
        servers.beforeStart(() -> {
            servers.beforeStart(() -> {});
            servers.start(ServerSpec.of("meter", "device").named("meter/d1").with("d1"));
            answer("reading d1 5");
        });

        assertThat(answer("reading d1 1")).isEqualTo("ok 6");
    }

    @Test
    void startThatWaitsForAnUpgradeHoldsNobodyElse() throws InterruptedException {
        answer("reading d1 1");
        CountDownLatch upgraded = new CountDownLatch(1);
        servers.beforeStart(() -> await(upgraded));
        CompletableFuture<String> held = lines.answer("reading d2 1").toCompletableFuture();

        assertThat(answer("reading d1 1")).isEqualTo("ok 2");
        assertThat(held).isNotDone();
        upgraded.countDown();
        assertThat(held.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo("ok 1");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "reading", "reading d1", "reading d1 1 2", "total", "total d1 d2", "Total d1",
            "quit", "\u0000" })
    void tellsWhatLinesThereAre(String line) {
        assertThat(answer(line)).isEqualTo("error a line is either 'reading DEVICE KWH' or 'total DEVICE'");
    }

    @ParameterizedTest
    @CsvSource({ "reading d1 x, KWH is not a number", "reading d1 NaN, KWH is not a number",
            "reading d1 1e9999999999, KWH is not a number", "reading d1 -1, a reading is from 0",
            "reading d1 1000000.001, a reading is from 0", "reading d1 1e999999999, a reading is from 0",
            "reading d1 1e-999999999, a reading is from 0", "reading d1 0.0001, a reading is from 0",
            "reading d/1 1, a device is named by", "total d\u00e9, a device is named by" })
    void tellsWhatIsWrongWithValue(String line, String reason) {
        assertThat(answer(line)).startsWith("error " + reason);
    }

    @Test
    void refusesLineThatIsTooLong() {
        assertThat(answer("reading d1 1" + " ".repeat(200))).isEqualTo("error a line has at most 200 characters");
    }

    @Test
    void failureOfServerIsAnAnswerOfOneLine() {
        servers.add("meter/d1", request -> CompletableFuture
                .failedFuture(new CallFailedException("meter/d1", ExitReason.of("first\nsecond"))));

        assertThat(answer("reading d1 1")).isEqualTo("error call to server meter/d1 failed: first second");
    }

    @Test
    void missingModuleIsAnAnswer() {
        servers.beforeStart(() -> {
            throw new StartFailedException("meter/d1", ExitReason.of("there is no module meter"));
        });

        assertThat(answer("reading d1 1"))
                .isEqualTo("error server meter/d1 did not start: there is no module meter");
    }

    @Test
    void exceptionOfRegistryIsAnAnswer() {
        servers.add("meter/d1", request -> {
            throw new IllegalStateException();
        });

        assertThat(answer("reading d1 1")).isEqualTo("error java.lang.IllegalStateException");
    }

    @Test
    void answersWithinLimitEvenIfServerDoesNot() {
        servers.add("meter/d1", request -> new CompletableFuture<>());

        String answer = new MeterLines(devices, Duration.ofMillis(20)).answer("reading d1 1")
                .toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();

        assertThat(answer).isEqualTo("error no answer within 20 ms, it may still be handled");
    }

    private String answer(String line) {
        return lines.answer(line).toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
