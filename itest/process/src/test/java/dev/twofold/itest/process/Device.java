/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A device at the other end of a connection to the gateway. It meters 1 kWh at a time. Belongs to one thread. */
final class Device implements AutoCloseable {

    static final int PATIENCE_MS = 30_000;

    private final String name;
    private final Socket socket;
    private final OutputStream output;
    private final BufferedReader input;
    private long sent;

    private Device(String name, Socket socket) throws IOException {
        this.name = name;
        this.socket = socket;
        this.output = socket.getOutputStream();
        this.input = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 256);
    }

    static Device connect(String name, InetAddress host, int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(host, port), PATIENCE_MS);
        socket.setSoTimeout(PATIENCE_MS);
        socket.setTcpNoDelay(true);
        return new Device(name, socket);
    }

    void send() throws IOException {
        write("reading " + name + " 1");
        sent++;
    }

    void awaitAnswer() throws IOException {
        expect("ok " + sent);
    }

    void checkTotal() throws IOException {
        write("total " + name);
        expect("total " + sent + " " + sent);
    }

    private void write(String line) throws IOException {
        output.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        output.flush();
    }

    private void expect(String expected) throws IOException {
        String answer = input.readLine();
        if (!expected.equals(answer)) {
            throw new IOException(name + " expected '" + expected + "' and got '" + answer + "'");
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
