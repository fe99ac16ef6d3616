/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.team;

import dev.twofold.annotation.ServerType;
import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerRegistry;
import dev.twofold.server.ServerStatus;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Takes its own bundle away, as somebody else might do in that moment, and is there as soon as the others are held. */
@Component(service = GenServer.class)
@ServerType(type = "thief")
public final class Thief implements GenServer<String> {

    private static final long POLL_NANOS = 1_000_000;

    private final ServerRegistry servers;
    private final Bundle bundle;

    @Activate
    public Thief(@Reference ServerRegistry servers, BundleContext context) {
        this.servers = servers;
        this.bundle = context.getBundle();
    }

    @Override
    public Init<String> init(Object argument, ServerContext context) {
        new Thread(this::bounce, "thief").start();
        while (servers.servers().stream().noneMatch(server -> server.status() == ServerStatus.GATED)) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        return Init.ok("there");
    }

    private void bounce() {
        try {
            bundle.stop();
            bundle.start();
        } catch (BundleException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public Answer<String> handleCall(Object request, From from, String state, ServerContext context) {
        return new Reply<>(state, state);
    }
}
