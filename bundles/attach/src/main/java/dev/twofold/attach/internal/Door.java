/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal;

import dev.twofold.attach.internal.wire.Wire;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.service.command.CommandProcessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens on the socket, on a thread of its own, and knows who is attached. */
final class Door implements Runnable, Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    private static final String NAME = "twofold-attach";
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final CommandProcessor processor;
    private final Shell shell;
    private final SocketFile file;
    private final ServerSocketChannel server;
    private final Map<Wire, Thread> attached = new ConcurrentHashMap<>();
    private final Thread listener = new Thread(this, NAME);
    private int number;

    private Door(CommandProcessor processor, Shell shell, SocketFile file, ServerSocketChannel server) {
        this.processor = processor;
        this.shell = shell;
        this.file = file;
        this.server = server;
    }

    /** Begins to listen. */
    static Door open(CommandProcessor processor, Shell shell, SocketFile file) throws IOException {
        Door door = new Door(processor, shell, file, file.listen());
        door.listener.setDaemon(true);
        door.listener.start();
        return door;
    }

    @Override
    public void run() {
        try {
            while (server.isOpen()) {
                attach(new Wire(server.accept()));
            }
        } catch (IOException e) {
            if (server.isOpen()) {
                LOG.error("nobody can attach any more: {}", e.getMessage());
            }
        }
    }

    private void attach(Wire wire) {
        String name = NAME + "-" + ++number;
        Thread thread = new Thread(() -> {
            try {
                new Connection(processor, shell, wire, name).run();
            } finally {
                attached.remove(wire);
            }
        }, name);
        thread.setDaemon(true);
        attached.put(wire, thread);
        thread.start();
    }

    /** Takes the file away, ends what is attached, and waits a little for it. */
    @Override
    public void close() throws IOException {
        server.close();
        file.delete();
        List<Thread> threads = new ArrayList<>(attached.values());
        threads.add(listener);
        for (Wire wire : attached.keySet()) {
            wire.close();
        }
        try {
            for (Thread thread : threads) {
                thread.join(PATIENCE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
