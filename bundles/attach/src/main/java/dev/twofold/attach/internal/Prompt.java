/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal;

import dev.twofold.attach.internal.wire.Frame;
import dev.twofold.attach.internal.wire.Hello;
import java.io.IOError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.Job;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;

/** The shell with its prompt, on a terminal that is somewhere else. */
final class Prompt implements Sitting {

    /** The scopes that the shell looks into first, and its prompt, as its profile has them: a daemon has none. */
    static final String SCOPES = "gogo:*";
    private static final String PROMPT = "g! ";

    private final Shell shell;
    private final Input keys = new Input(() -> {});
    private final Terminal terminal;
    private final CommandSession session;

    Prompt(CommandProcessor processor, Shell shell, Hello hello, Outbox outbox) throws IOException {
        this.shell = shell;
        terminal = new DistantTerminal(hello, keys, outbox.stream(Frame.Kind.OUTPUT));
        session = processor.createSession(terminal.input(), terminal.output(), terminal.output());
        session.currentDir(Path.of(hello.folder()));
        session.put(Shell.VAR_TERMINAL, terminal);
        session.put(".gosh_quiet", true);
        session.put(Shell.VAR_SCOPE, SCOPES);
        session.put(Shell.VAR_PROMPT, PROMPT);
        session.put("exit", (Function) (asking, arguments) -> {
            keys.end();
            return null;
        });
    }

    @Override
    public int run() {
        try {
            shell.gosh(session, new String[] { "--login", "--noshutdown" });
            return Status.DONE;
        } catch (IOError gone) {
            return Status.DONE;
        } catch (Exception e) {
            return Failures.tell(e, session.getConsole());
        } finally {
            close();
        }
    }

    private void close() {
        try {
            session.close();
            keys.end();
            terminal.close();
        } catch (IOException gone) {
            // so is the terminal
        }
    }

    @Override
    public void take(Frame frame) {
        switch (frame.kind()) {
            case INPUT -> type(frame.content());
            case END_OF_INPUT -> keys.end();
            case SIZE -> resize(ByteBuffer.wrap(frame.content()));
            default -> {
                // not for a prompt
            }
        }
    }

    /** As a terminal does: Ctrl-C overtakes what was typed before it, which is lost. */
    private void type(byte[] bytes) {
        int rest = 0;
        if (terminal.getAttributes().getLocalFlag(LocalFlag.ISIG)) {
            int interrupt = terminal.getAttributes().getControlChar(ControlChar.VINTR);
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == interrupt) {
                    keys.clear();
                    terminal.raise(Terminal.Signal.INT);
                    rest = i + 1;
                }
            }
        }
        keys.add(Arrays.copyOfRange(bytes, rest, bytes.length));
    }

    private void resize(ByteBuffer size) {
        terminal.setSize(new Size(size.getShort(), size.getShort()));
        terminal.raise(Terminal.Signal.WINCH);
    }

    @Override
    public void hangUp() {
        keys.clear();
        keys.end();
        Job running = session.foregroundJob();
        if (running != null) {
            running.interrupt();
        }
        session.close();
    }
}
