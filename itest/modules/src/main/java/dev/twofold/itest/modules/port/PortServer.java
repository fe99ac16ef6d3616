/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.port;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Listens at a port while it is active, and tells who connects its version. A call asks there, like anybody else. */
@SwappableModule(exclusive = true)
@Component(service = GenServer.class)
@ServerType(type = "port", start = "port")
public final class PortServer implements GenServer<String> {

    /** System property with the number of the port. */
    public static final String NUMBER = "twofold.test.port";

    private static final int LONGEST_WAIT_MS = 30_000;

    private ServerSocket socket;
    private Thread listener;

    /** Takes the port. */
    @Activate
    void open() throws IOException {
        socket = new ServerSocket(Integer.getInteger(NUMBER), 0, InetAddress.getLoopbackAddress());
        listener = new Thread(this::listen, "port");
        listener.start();
    }

    /** Gives it back. */
    @Deactivate
    void close() throws IOException, InterruptedException {
        socket.close();
        listener.join();
    }

    private void listen() {
        byte[] version = FrameworkUtil.getBundle(PortServer.class).getVersion().toString().getBytes(
                StandardCharsets.UTF_8);
        while (!socket.isClosed()) {
            try (Socket caller = socket.accept()) {
                caller.getOutputStream().write(version);
            } catch (IOException gone) {
                continue; // the caller, or the port
            }
        }
    }

    @Override
    public Init<String> init(Object argument, ServerContext context) {
        return Init.ok("");
    }

    @Override
    public Answer<String> handleCall(Object request, From from, String state, ServerContext context)
            throws IOException {
        try (Socket port = new Socket(InetAddress.getLoopbackAddress(), socket.getLocalPort())) {
            port.setSoTimeout(LONGEST_WAIT_MS);
            String version = new String(port.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Reply<>(version, state);
        }
    }
}
