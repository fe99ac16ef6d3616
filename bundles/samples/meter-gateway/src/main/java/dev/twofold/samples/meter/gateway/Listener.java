/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.meter.gateway;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ShutdownChannelGroupException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes connections on the loopback address. Two threads serve all of them, because no step of a connection waits. */
final class Listener implements Closeable, CompletionHandler<AsynchronousSocketChannel, Void> {

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final int THREADS = 2;
    private static final int BACKLOG = 1024;

    private final AsynchronousChannelGroup group;
    private final AsynchronousServerSocketChannel channel;
    private final LineService service;
    private final Duration writeLimit;

    private Listener(AsynchronousChannelGroup group, AsynchronousServerSocketChannel channel, LineService service,
            Duration writeLimit) {
        this.group = group;
        this.channel = channel;
        this.service = service;
        this.writeLimit = writeLimit;
    }

    /**
     * Begins to listen.
     *
     * @param port the port, 0 for any that is free
     * @param service what answers the lines
     * @param writeLimit how long a client may take to accept an answer before it is disconnected
     */
    static Listener open(int port, LineService service, Duration writeLimit) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        AsynchronousChannelGroup group = AsynchronousChannelGroup.withFixedThreadPool(THREADS,
                task -> new Thread(task, "meter-gateway"));
        try {
            Listener listener = new Listener(group,
                    AsynchronousServerSocketChannel.open(group).bind(address, BACKLOG), service, writeLimit);
            listener.accept();
            LOG.info("listening on {}", listener.address());
            return listener;
        } catch (IOException failure) {
            group.shutdownNow();
            throw new IOException("cannot listen on " + address, failure);
        }
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    /** Closes all connections; when this returns, no thread serves them any more. */
    @Override
    public void close() throws IOException {
        group.shutdownNow();
        try {
            if (!group.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("a thread of the gateway has not ended");
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        try {
            channel.accept(null, this);
        } catch (ShutdownChannelGroupException closed) {
            LOG.debug("closed before the next connection", closed);
        }
    }

    /** A client has connected. */
    @Override
    public void completed(AsynchronousSocketChannel client, Void nothing) {
        accept();
        new Connection(client, service, writeLimit).open();
    }

    /** No client could connect: the listener was closed, or there are too many open files. */
    @Override
    public void failed(Throwable failure, Void nothing) {
        if (channel.isOpen()) {
            LOG.warn("cannot take a connection, trying again in a second", failure);
            CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(this::accept);
        }
    }
}
