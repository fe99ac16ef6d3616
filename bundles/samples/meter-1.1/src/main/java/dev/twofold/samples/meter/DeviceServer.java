/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.meter;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.samples.meter.api.Consumption;
import dev.twofold.samples.meter.api.MeterRequest;
import dev.twofold.samples.meter.api.Reading;
import dev.twofold.samples.meter.api.Total;
import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.UnknownMessageException;
import java.math.BigDecimal;
import org.osgi.service.component.annotations.Component;

/** Adds up what one device meters. Whoever hears of a device first starts its server, with its name as argument. */
@SwappableModule
@Component(service = GenServer.class)
@ServerType(type = "device", messages = MeterRequest.class)
public final class DeviceServer implements GenServer<Device> {

    @Override
    public Init<Device> init(Object argument, ServerContext context) {
        return Init.ok(new Device((String) argument, BigDecimal.ZERO, 0, BigDecimal.ZERO));
    }

    @Override
    public Answer<Device> handleCall(Object request, From from, Device state, ServerContext context) {
        if (request instanceof Reading reading) {
            Device next = state.plus(reading.kwh());
            return new Reply<>(next.total(), next);
        }
        if (request instanceof Total) {
            return new Reply<>(new Consumption(state.total(), state.readings()), state);
        }
        throw new UnknownMessageException(request);
    }
}
