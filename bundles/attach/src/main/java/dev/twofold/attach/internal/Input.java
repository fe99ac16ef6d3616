/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Queue;

/** What has been sent for a session to read, in order. One thread adds, another reads. */
final class Input extends InputStream {

    /** More than anybody types ahead; what is pasted beyond it is lost. */
    private static final int ROOM = 1 << 20;

    private final Runnable hunger;
    private final Queue<byte[]> parts = new ArrayDeque<>();
    private int waiting;
    private int position;
    private boolean ended;

    /**
     * Input.
     *
     * @param hunger called by who reads, without a lock, when there is nothing and more is wanted
     */
    Input(Runnable hunger) {
        this.hunger = hunger;
    }

    synchronized void add(byte[] part) {
        if (part.length > 0 && waiting + part.length <= ROOM) {
            parts.add(part);
            waiting += part.length;
            notifyAll();
        }
    }

    /** Throws away what nobody has read. */
    synchronized void clear() {
        parts.clear();
        waiting = 0;
        position = 0;
    }

    /** There is no more. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(single[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (isEmpty()) {
            hunger.run();
        }
        return take(bytes, offset, length);
    }

    private synchronized boolean isEmpty() {
        return parts.isEmpty() && !ended;
    }

    private synchronized int take(byte[] bytes, int offset, int length) throws IOException {
        try {
            while (parts.isEmpty() && !ended) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
        byte[] part = parts.peek();
        if (part == null) {
            return -1;
        }
        int count = Math.min(length, part.length - position);
        System.arraycopy(part, position, bytes, offset, count);
        position += count;
        waiting -= count;
        if (position == part.length) {
            parts.remove();
            position = 0;
        }
        return count;
    }
}
