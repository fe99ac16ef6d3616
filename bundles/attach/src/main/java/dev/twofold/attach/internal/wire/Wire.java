/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal.wire;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/**
 * Frames on a socket: a byte for the kind, four for the length, and the content. One thread may receive while others send. A
 * thread that is interrupted meanwhile closes the socket, as the JDK has it.
 */
public final class Wire implements Closeable {

    /** Longer ones are refused: nobody sends such. */
    static final int LONGEST = 1 << 20;

    private static final int HEADER = Byte.BYTES + Integer.BYTES;
    private static final Frame.Kind[] KINDS = Frame.Kind.values();

    private final SocketChannel channel;

    /** On a socket that is connected. */
    public Wire(SocketChannel channel) {
        this.channel = channel;
    }

    /** Sends a frame as a whole. */
    public synchronized void send(Frame frame) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(HEADER + frame.content().length);
        buffer.put((byte) frame.kind().ordinal()).putInt(frame.content().length).put(frame.content()).flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** The next frame; none if the other end has closed the socket after a whole one. */
    public Optional<Frame> receive() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        if (!fill(channel, header)) {
            return Optional.empty();
        }
        header.flip();
        int kind = header.get();
        int length = header.getInt();
        if (kind < 0 || kind >= KINDS.length || length < 0 || length > LONGEST) {
            throw new IOException("what came is not understood: kind " + kind + ", length " + length);
        }
        ByteBuffer content = ByteBuffer.allocate(length);
        if (!fill(channel, content)) {
            throw new EOFException("the other end has gone");
        }
        return Optional.of(new Frame(KINDS[kind], content.array()));
    }

    /** Whether there was anything at all. */
    private static boolean fill(ReadableByteChannel from, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (from.read(buffer) < 0) {
                if (buffer.position() == 0) {
                    return false;
                }
                throw new EOFException("the other end has gone");
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
