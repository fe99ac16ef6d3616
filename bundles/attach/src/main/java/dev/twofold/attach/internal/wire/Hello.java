/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What a program says first.
 *
 * @param version of the protocol
 * @param mode what it wants
 * @param folder its working directory
 * @param terminal type of the terminal that it writes to; empty if that is none
 * @param columns of the terminal
 * @param rows of the terminal
 * @param command what to execute, if that is what it wants
 */
public record Hello(int version, Mode mode, String folder, String terminal, int columns, int rows, String command) {

    /** The version that both ends of this bundle speak. */
    public static final int VERSION = 1;

    /** What a program may want. */
    public enum Mode {
        /** A prompt. */
        INTERACTIVE,
        /** One command. */
        COMMAND,
        /** The commands that it sends. */
        SCRIPT
    }

    /** As the content of a frame. The version comes first, in all versions. */
    public byte[] bytes() {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeByte(version);
            out.writeByte(mode.ordinal());
            out.writeUTF(folder);
            out.writeUTF(terminal);
            out.writeShort(columns);
            out.writeShort(rows);
            out.writeUTF(command);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("the command is too long", e); // writeUTF takes 64 KB
        }
    }

    /**
     * From the content of a frame.
     *
     * @throws IOException if it is of another version, or not understood
     */
    public static Hello of(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new IOException("the platform speaks version " + VERSION + " of the protocol, this program speaks "
                    + version + ": take the program that came with the platform");
        }
        int mode = in.readUnsignedByte();
        if (mode >= Mode.values().length) {
            throw new IOException("what is wanted is not understood: " + mode);
        }
        return new Hello(version, Mode.values()[mode], in.readUTF(), in.readUTF(), in.readUnsignedShort(), in
                .readUnsignedShort(), in.readUTF());
    }
}
