/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal;

import dev.twofold.attach.internal.wire.Hello;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;

/** A terminal that is somewhere else. Of a command that has failed the shell prints the exception on it, here with what it says and no more. */
final class DistantTerminal extends ExternalTerminal {

    private final PrintWriter writer = new PrintWriter(super.writer()) {

        /** So the shell prints an exception, and nothing else but its farewell. Ctrl-C is echoed: that line is ended. */
        @Override
        public void println(String line) {
            super.println(Failures.isInterruption(line) ? "" : Failures.text(line));
        }
    };

    DistantTerminal(Hello hello, InputStream keys, OutputStream output) throws IOException {
        super("attached", hello.terminal(), keys, output, StandardCharsets.UTF_8, Terminal.SignalHandler.SIG_IGN);
        setSize(new Size(hello.columns(), hello.rows()));
    }

    @Override
    public PrintWriter writer() {
        return writer;
    }
}
