/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.counter.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientCommandsTest {

    private final FakeCounter counter = new FakeCounter(1000);
    private final ClientCommands commands = new ClientCommands(counter);

    @AfterEach
    void stopClients() {
        commands.deactivate();
    }

    @Test
    void acknowledgesEachIncrementOnce() throws InterruptedException {
        commands.start(1);
        counter.awaitCalls();
        String report = commands.stop();

        long count = counter.count();
        assertThat(report)
                .matches("ok=" + count + " failed=0 acknowledged=" + count + " longest=\\d+ms");
    }

    @Test
    void hasStoppedWhenStopReturns() throws InterruptedException {
        commands.start();
        counter.awaitCalls();
        commands.stop();

        assertThat(Thread.getAllStackTraces().keySet()).noneMatch(thread -> thread.getName().startsWith("counter-"));
        assertThat(commands.report()).endsWith("longest=0ms");
    }

    @Test
    void goesOnAfterFailedCall() throws InterruptedException {
        counter.replies(count -> {
            if (count == 10) {
                throw new IllegalStateException("out of\norder");
            }
            return count;
        });
        commands.start(1);
        counter.awaitCalls();

        assertThat(commands.stop())
                .contains(" failed=1 ")
                .endsWith(" failure=java.lang.IllegalStateException: out of order");
    }

    @Test
    void counterThatGoesBackIsFailure() throws InterruptedException {
        counter.replies(count -> count == 500 ? 0 : count);
        commands.start(1);
        counter.awaitCalls();

        assertThat(commands.stop()).contains(" failed=1 ").contains("the counter went from 499 to 0");
    }

    @Test
    void refusesSecondStart() {
        commands.start(2);

        assertThatThrownBy(commands::start).hasMessageContaining("clients:stop");
    }

    @Test
    void startsAgainWithFiguresAtZero() throws InterruptedException {
        commands.start(1);
        counter.awaitCalls();
        commands.stop();
        counter.replies(count -> {
            throw new IllegalStateException("never");
        });

        assertThat(commands.start(1)).startsWith("ok=0 ");
    }

    @Test
    void refusesToStartWithoutCounter() {
        counter.dies();

        assertThatThrownBy(commands::start).hasMessageContaining("deploy the counter first");
    }

    @Test
    void refusesNumberOfClientsThatMakesNoSense() {
        assertThatThrownBy(() -> commands.start(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> commands.start(1001)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void reportsZerosBeforeFirstStart() {
        assertThat(commands.report()).isEqualTo("ok=0 failed=0 acknowledged=0 longest=0ms");
    }
}
