/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.meter.gateway;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ShutdownChannelGroupException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client. It is always doing exactly one thing: reading, waiting for an answer or writing it. So answers come in the
 * order of the lines, no lock is needed although each step may run on another thread, and a client that sends faster than
 * it is answered, or does not read its answers, is simply not read from.
 */
final class Connection {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final AsynchronousSocketChannel channel;
    private final LineService service;
    private final Duration writeLimit;
    private final Lines lines = new Lines();

    Connection(AsynchronousSocketChannel channel, LineService service, Duration writeLimit) {
        this.channel = channel;
        this.service = service;
        this.writeLimit = writeLimit;
    }

    /** Serves the client until it hangs up or the listener is closed. */
    void open() {
        try {
            // Answers are short and may follow each other at once: none should wait for company.
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            proceed();
        } catch (IOException failure) {
            LOG.debug("connection lost", failure);
            close();
        }
    }

    /** Goes on with the next line that is there, or reads on. */
    private void proceed() {
        lines.next().ifPresentOrElse(this::answer, this::read);
    }

    private void read() {
        channel.read(lines.space(), null, then(count -> {
            if (count < 0) {
                // What came without an end of line may be half a number: it is dropped.
                close();
            } else {
                proceed();
            }
        }));
    }

    private void answer(String line) {
        service.answer(line)
                .thenAccept(answer -> write(ByteBuffer.wrap((answer + "\n").getBytes(StandardCharsets.UTF_8))));
    }

    private void write(ByteBuffer answer) {
        channel.write(answer, writeLimit.toMillis(), TimeUnit.MILLISECONDS, null, then(count -> {
            if (answer.hasRemaining()) {
                write(answer);
            } else {
                proceed();
            }
        }));
    }

    private CompletionHandler<Integer, Void> then(IntConsumer step) {
        return new CompletionHandler<>() {

            @Override
            public void completed(Integer count, Void nothing) {
                try {
                    step.accept(count);
                } catch (ShutdownChannelGroupException closed) {
                    LOG.debug("closed before the next step", closed);
                }
            }

            @Override
            public void failed(Throwable failure, Void nothing) {
                LOG.debug("connection lost", failure);
                close();
            }
        };
    }

    private void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            LOG.debug("connection not closed properly", failure);
        }
    }
}
