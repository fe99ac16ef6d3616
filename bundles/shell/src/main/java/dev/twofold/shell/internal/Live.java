/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Process;

/** Where a live view is seen: on a terminal it stays at its place, elsewhere it is lines that follow each other. */
final class Live {

    private static final String HOME = "\033[H";
    private static final String END_OF_LINE = "\033[K\n";
    private static final String END_OF_SCREEN = "\033[J";
    private static final String FRONT = "\r";
    private static final String REST_OF_LINE = "\033[K";
    private static final String DUMB = "dumb";

    private final CommandSession session;
    private final PrintStream out;
    private final boolean piped;
    private boolean begun;

    private Live(CommandSession session, PrintStream out, boolean piped) {
        this.session = session;
        this.out = out;
        this.piped = piped;
    }

    /** For the command that runs on this thread. */
    static Live of(CommandSession session) {
        Process process = Process.Utils.current();
        return process == null
                ? new Live(session, session.getConsole(), true)
                : new Live(session, process.out(), !process.isTty(1));
    }

    /** The same for a command that does not ask for its session. */
    static Live current() {
        return of(Process.Utils.current().job().session());
    }

    boolean isTerminal() {
        Object type = session.get("TERM");
        return !piped && type != null && !type.toString().startsWith(DUMB);
    }

    /** Prints a line. */
    void line(String text) {
        print(text + "\n");
    }

    /** Shows a text in place of the one that was shown before, as far as it fits on the terminal. */
    void screen(String text) {
        int columns = number("COLUMNS", 80);
        int rows = number("LINES", 24);
        List<String> lines = text.lines().limit(rows - 1L).map(line -> line.substring(0, Math.min(columns, line
                .length()))).toList();
        print((begun ? HOME : HOME + END_OF_SCREEN + HOME) + lines.stream().map(line -> line + END_OF_LINE).collect(
                Collectors.joining()) + END_OF_SCREEN);
        begun = true;
    }

    /** Shows a line in place of the one that was shown before; nothing but on a terminal. */
    void status(String text) {
        if (isTerminal()) {
            print(FRONT + text.substring(0, Math.min(text.length(), number("COLUMNS", 80) - 1)) + REST_OF_LINE);
        }
    }

    /**
     * Prints on a thread that nobody knows: the session's stream is closed for good if the one that writes is interrupted,
     * which is what Ctrl-C does to a command. Returns when it is printed, which Ctrl-C does not change. A pipe goes with its
     * command, and its reader looks for the thread that has written.
     */
    private void print(String text) {
        if (piped) {
            write(text);
        } else {
            CompletableFuture.runAsync(() -> write(text), writing -> new Thread(writing, "twofold-shell-output")
                    .start())
                    .join();
        }
    }

    private void write(String text) {
        out.print(text);
        out.flush();
    }

    private int number(String variable, int otherwise) {
        return session.get(variable) instanceof Integer number && number > 1 ? number : otherwise;
    }
}
