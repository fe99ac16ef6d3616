/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal.client;

import dev.twofold.attach.internal.wire.Frame;
import dev.twofold.attach.internal.wire.Frame.Kind;
import dev.twofold.attach.internal.wire.Wire;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Attributes.OutputFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** A prompt. The terminal here only passes on what is typed: all it usually does is done at the other end. */
final class TerminalClient {

    private static final int PART = 1024;

    private final Wire wire;

    TerminalClient(Wire wire) {
        this.wire = wire;
    }

    int run(Arguments given) throws IOException {
        // Closing it brings the terminal back into its old state, and so does the end of the process.
        try (Terminal terminal = TerminalBuilder.builder().system(true).nativeSignals(true)
                .signalHandler(Terminal.SignalHandler.SIG_IGN).build()) {
            passOnAll(terminal);
            wire.send(new Frame(Kind.HELLO, given.hello().bytes()));
            terminal.handle(Terminal.Signal.WINCH, signal -> sendSize(terminal));
            sendSize(terminal);
            Thread reader = new Thread(this::sendKeys, "keys");
            reader.setDaemon(true);
            reader.start();
            return new Answers(wire, true).print(() -> {});
        }
    }

    private static void passOnAll(Terminal terminal) {
        terminal.enterRawMode();
        Attributes raw = terminal.getAttributes();
        raw.setLocalFlag(LocalFlag.ISIG, false);
        raw.setOutputFlag(OutputFlag.OPOST, false);
        raw.setControlChar(ControlChar.VMIN, 1); // reading waits for a key
        raw.setControlChar(ControlChar.VTIME, 0);
        terminal.setAttributes(raw);
    }

    private void sendSize(Terminal terminal) {
        Size size = terminal.getSize();
        try {
            wire.send(new Frame(Kind.SIZE, ByteBuffer.allocate(2 * Short.BYTES).putShort((short) size.getColumns())
                    .putShort((short) size.getRows()).array()));
        } catch (IOException gone) {
            // who prints the answers finds out as well
        }
    }

    @SuppressWarnings("resource") // closing it would close the terminal before it is as it was
    private void sendKeys() {
        try {
            InputStream in = new FileInputStream(FileDescriptor.in);
            byte[] part = new byte[PART];
            for (int length = in.read(part); length >= 0; length = in.read(part)) {
                if (length > 0) {
                    wire.send(new Frame(Kind.INPUT, Arrays.copyOf(part, length)));
                }
            }
            wire.send(Frame.of(Kind.END_OF_INPUT));
        } catch (IOException gone) {
            // who prints the answers finds out as well
        }
    }
}
