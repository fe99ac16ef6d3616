/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.module.Outcome;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapReport;
import dev.twofold.module.UpgradePolicy;
import java.util.concurrent.CountDownLatch;
import org.junit.Test;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;

/** Other components of a module, which live only while their revision is current. */
public class ConditionIT extends TwofoldIT {

    private static final String ACTIVE = "itest.consumer.active";
    private static final String OVERLAPPED = "itest.consumer.overlapped";
    private static final String HOLD = "itest.consumer.hold";

    @Override
    protected Option[] extras() {
        return new Option[] { Platform.impatient() };
    }

    @Test
    public void onlyTheCurrentRevisionConsumes() {
        System.clearProperty(OVERLAPPED);
        load("consumer", "1.0.0", Outcome.LOADED);
        assertThat(System.getProperty(ACTIVE)).isEqualTo("1.0.0");
        load("consumer", "1.1.0", Outcome.UPGRADED);
        for (int i = 0; i < 50; i++) {
            rollBack("consumer");
            assertThat(System.getProperty(ACTIVE)).isEqualTo("1.0.0");
            rollBack("consumer");
            assertThat(System.getProperty(ACTIVE)).isEqualTo("1.1.0");
        }
        load("consumer-failing", "1.2.0", Outcome.REFUSED);
        assertThat(System.getProperty(ACTIVE)).isEqualTo("1.1.0");
        assertThat(System.getProperty(OVERLAPPED)).isNull();

        await(modules.unload("consumer"));

        assertThat(System.getProperty(ACTIVE)).isNull();
    }

    @Test
    public void refusedSwapsNeverStartASecondConsumer() {
        System.clearProperty(OVERLAPPED);
        load("consumer", "1.0.0", Outcome.LOADED);
        for (int i = 0; i < 50; i++) {
            load("consumer-refused", "1.2.0", Outcome.REFUSED);
            assertThat(System.getProperty(ACTIVE)).isEqualTo("1.0.0");
        }
        assertThat(System.getProperty(OVERLAPPED)).isNull();
    }

    @Test
    public void followsTheCurrentRevisionAlsoWhenServersStayOnTheOldOne() {
        System.clearProperty(OVERLAPPED);
        load("consumer", "1.0.0", Outcome.LOADED);
        await(modules.load(fixture("consumer", "1.1.0"), SwapOptions.DEFAULTS.upgrade(UpgradePolicy.LOAD)));

        assertThat(server("ledger").version()).isEqualTo("1.0.0");
        assertThat(System.getProperty(ACTIVE)).isEqualTo("1.1.0");

        await(modules.upgrade("consumer", SwapOptions.DEFAULTS));

        assertThat(server("ledger").version()).isEqualTo("1.1.0");
        assertThat(System.getProperty(ACTIVE)).isEqualTo("1.1.0");
        assertThat(System.getProperty(OVERLAPPED)).isNull();
    }

    @Test
    public void aConsumerThatDoesNotEndHoldsUpItsSuccessorOnly() {
        System.clearProperty(OVERLAPPED);
        load("consumer", "1.0.0", Outcome.LOADED);
        CountDownLatch latch = new CountDownLatch(1);
        System.getProperties().put(HOLD, latch);
        try {
            load("consumer", "1.1.0", Outcome.UPGRADED);
            load("counter", "1.0.0", Outcome.LOADED);

            assertThat(System.getProperty(ACTIVE)).isEqualTo("1.0.0");
        } finally {
            System.getProperties().remove(HOLD);
            latch.countDown();
        }
        await("the successor consumes", () -> "1.1.0".equals(System.getProperty(ACTIVE)));
        assertThat(System.getProperty(OVERLAPPED)).isNull();
    }

    @Test
    public void namesTheModuleThatHasTheNameOfAServer() {
        load("consumer", "1.0.0", Outcome.LOADED);

        SwapReport report = load("greedy", "1.0.0", Outcome.REFUSED);

        assertThat(report.reason()).contains("the server name 'ledger' is taken by a server of module consumer");
    }

    @Test
    public void namesWhatDoesNotFollowTheCondition() {
        assertThat(load("consumer", "1.0.0", Outcome.LOADED).warnings()).isEmpty();
        await(modules.unload("consumer")); // both have a server of the same name

        SwapReport report = load("greedy", "1.0.0", Outcome.LOADED);

        assertThat(report.warnings()).anySatisfy(warning -> assertThat(warning).contains("GreedyConsumer",
                "twofold.current"));
        assertThat(report.warnings()).anySatisfy(warning -> assertThat(warning).contains("Bundle-Activator",
                "IdleActivator"));
    }

    @Test
    public void namesTheBundlesThatAreWiredToWhatIsLeftAndRemoved() {
        load("selfish", "1.0.0", Outcome.LOADED);
        Bundle user = install("word-user", "1.0.0");
        start(user);

        SwapReport left = load("selfish", "1.1.0", Outcome.UPGRADED);
        SwapReport removed = await(modules.purge("selfish"));

        assertThat(left.warnings()).anySatisfy(ConditionIT::tellsOfTheUser);
        assertThat(removed.warnings()).anySatisfy(ConditionIT::tellsOfTheUser);
    }

    private static void tellsOfTheUser(String warning) {
        assertThat(warning).contains("word-user 1.0.0", "dev.twofold.itest.modules.selfish.words", "selfish 1.0.0");
    }

    @Test
    public void saysThatTheApiOfThePlatformIsTooOld() {
        load("ledger", "1.0.0", Outcome.LOADED);

        SwapReport report = load("ledger-newer-api", "1.2.0", Outcome.REFUSED);

        assertThat(report.reason()).contains("dev.twofold.server", "[9.0.0,10.0.0)", "this platform has it in version");
        assertThat(currentVersion("ledger")).isEqualTo("1.0.0");
    }
}
