/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.samples.meter.api.Consumption;
import dev.twofold.samples.meter.api.Reading;
import dev.twofold.samples.meter.api.Total;
import dev.twofold.server.Answer;
import dev.twofold.server.Reply;
import dev.twofold.server.UnknownMessageException;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class DeviceServerTest {

    private static final Device DEVICE = new Device("d1", new BigDecimal("0.7"), 2, new BigDecimal("0.6"));

    @Test
    void readingRepliesNewTotalToTheWattHour() {
        Device next = new Device("d1", new BigDecimal("0.8"), 3, new BigDecimal("0.6"));

        assertThat(call(new Reading("d1", new BigDecimal("0.1")))).isEqualTo(new Reply<>(next.total(), next));
    }

    @Test
    void totalLeavesDeviceAsItIs() {
        assertThat(call(new Total("d1"))).isEqualTo(new Reply<>(new Consumption(DEVICE.total(), 2), DEVICE));
    }

    @Test
    void knowsNoOtherRequest() {
        assertThatThrownBy(() -> call("total")).isInstanceOf(UnknownMessageException.class);
    }

    private static Answer<Device> call(Object request) {
        return new DeviceServer().handleCall(request, null, DEVICE, null);
    }
}
