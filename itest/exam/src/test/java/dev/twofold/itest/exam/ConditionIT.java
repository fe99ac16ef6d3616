/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.module.Outcome;
import org.junit.Test;
import org.ops4j.pax.exam.Option;

/** Other components of a module, which live only while their revision is current. */
public class ConditionIT extends TwofoldIT {

    private static final String ACTIVE = "itest.consumer.active";
    private static final String OVERLAPPED = "itest.consumer.overlapped";

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
}
