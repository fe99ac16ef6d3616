/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.meter.gateway;

import dev.twofold.server.ServerRegistry;
import java.io.IOException;
import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Runs the gateway for as long as there are servers to talk to. Another configuration opens it anew. */
@Component(service = {}, configurationPid = "twofold.samples.gateway")
@Designate(ocd = Gateway.Config.class)
public final class Gateway {

    private final Config config;
    private final Devices devices;
    private Listener listener;

    /** How the gateway is configured. */
    @ObjectClassDefinition(name = "Meter gateway", description = "Takes readings of meters as lines over TCP")
    public @interface Config {

        /** Where it listens. */
        @AttributeDefinition(name = "Port", description = "TCP port on the loopback address; 0 takes any free one")
        int port() default 7070;

        /** How long anything may take. */
        @AttributeDefinition(name = "Limit (ms)", min = "1", description = "How long the answer to a line may take, and how long a client may take to accept it")
        long limit_ms() default 30_000;
    }

    /**
     * A gateway that does not listen yet.
     *
     * @param servers where the servers of the devices are
     * @param config where to listen, and limits
     */
    @Activate
    public Gateway(@Reference ServerRegistry servers, Config config) {
        this.config = config;
        devices = new Devices(servers);
    }

    @Activate
    void open() throws IOException {
        Duration limit = Duration.ofMillis(config.limit_ms());
        listener = Listener.open(config.port(), new MeterLines(devices, limit), limit);
    }

    @Deactivate
    void close() throws IOException {
        listener.close();
    }
}
