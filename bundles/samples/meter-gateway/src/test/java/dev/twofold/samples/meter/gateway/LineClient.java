/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.meter.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client as it may sit anywhere: a plain socket, which waits at most ten seconds for anything. */
final class LineClient implements AutoCloseable {

    private final Socket socket = new Socket();
    private final BufferedReader reader;

    LineClient(InetSocketAddress address) throws IOException {
        socket.setSoTimeout(10_000);
        socket.connect(address, 10_000);
        reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The next line, or {@code null} if the connection was closed. */
    String receive() throws IOException {
        return reader.readLine();
    }

    String ask(String line) throws IOException {
        send(line + "\n");
        return receive();
    }

    void sendNothingMore() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
