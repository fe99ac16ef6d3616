/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.meter.api;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingTest {

    @ParameterizedTest
    @ValueSource(strings = { "0", "0.001", "1000000", "1e6" })
    void takesWhatMetersMeasure(BigDecimal kwh) {
        assertThatCode(() -> new Reading("d1", kwh)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = { "-0.001", "0.0001", "1000000.001", "1e999999999", "1e-999999999" })
    void refusesWhatNoMeterMeasures(BigDecimal kwh) {
        assertThatThrownBy(() -> new Reading("d1", kwh)).hasMessageContaining("from 0 to 1000000 kWh");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "d 1", "d/1", "d\n1", "\u00e41" })
    void refusesNameThatNoDeviceHas(String device) {
        assertThatThrownBy(() -> new Reading(device, BigDecimal.ONE)).hasMessageContaining("a device is named by");
        assertThatThrownBy(() -> new Total(device)).hasMessageContaining("a device is named by");
    }
}
