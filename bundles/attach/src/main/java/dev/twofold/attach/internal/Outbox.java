/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal;

import dev.twofold.attach.internal.wire.Frame;
import dev.twofold.attach.internal.wire.Wire;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What is to be sent. Commands put it here, on their threads, and wait if there is much; one thread, which nobody interrupts,
 * sends it.
 */
final class Outbox implements Runnable {

    private static final int ROOM = 64;
    private static final long LOOK_AGAIN_MS = 200;

    private final Wire wire;
    private final BlockingQueue<Frame> waiting = new ArrayBlockingQueue<>(ROOM);
    private volatile boolean closed;

    Outbox(Wire wire) {
        this.wire = wire;
    }

    /** Puts a frame there; waits while there is no room. */
    void put(Frame frame) throws IOException {
        try {
            while (!closed) {
                if (waiting.offer(frame, LOOK_AGAIN_MS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
        throw new IOException("the program that was attached has gone");
    }

    /** Sends what is there, until the exit status is sent or the other end has gone. */
    @Override
    public void run() {
        try {
            Frame frame;
            do {
                frame = take();
                if (frame != null) {
                    wire.send(frame);
                }
            } while (!closed && (frame == null || frame.kind() != Frame.Kind.EXIT));
        } catch (IOException gone) {
            // who reads finds out as well, and ends the session
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closed = true;
        }
    }

    private Frame take() throws InterruptedException {
        return waiting.poll(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
    }

    /** Nothing is sent any more. */
    void close() {
        closed = true;
    }

    /** A stream whose bytes are sent when it is flushed, or when there are many. Safe from any thread. */
    OutputStream stream(Frame.Kind kind) {
        return new Stream(kind);
    }

    private final class Stream extends OutputStream {

        private final Frame.Kind kind;
        private final byte[] buffer = new byte[8192];
        private int length;

        Stream(Frame.Kind kind) {
            this.kind = kind;
        }

        @Override
        public synchronized void write(int single) throws IOException {
            if (length == buffer.length) {
                flush();
            }
            buffer[length++] = (byte) single;
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int count) throws IOException {
            for (int i = 0; i < count; i++) {
                write(bytes[offset + i]);
            }
        }

        @Override
        public synchronized void flush() throws IOException {
            if (length > 0) {
                byte[] content = Arrays.copyOf(buffer, length);
                length = 0;
                put(new Frame(kind, content));
            }
        }
    }
}
