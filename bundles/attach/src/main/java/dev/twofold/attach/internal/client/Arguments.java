/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal.client;

import dev.twofold.attach.internal.wire.Hello;
import dev.twofold.attach.internal.wire.Hello.Mode;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the program was started with: {@code SOCKET HOME FOLDER RUNNING INTERACTIVE TERMINAL ROWS COLUMNS [COMMAND…]}.
 *
 * @param socket path of the socket
 * @param home the platform's folder, for messages
 * @param folder where the user is
 * @param running whether a platform runs there, as far as is known
 * @param interactive whether a prompt is wanted, on a terminal
 * @param terminal its type, or that of the standard output; empty if that is none
 * @param rows of the terminal
 * @param columns of the terminal
 * @param command what to execute; nothing: the commands on the standard input
 */
record Arguments(String socket, String home, String folder, boolean running, boolean interactive, String terminal,
        int rows, int columns, List<String> command) {

    private static final int FIXED = 8;
    private static final Pattern SPECIAL = Pattern.compile("[^\\p{L}\\p{N}_:./,@+-]");

    static Arguments of(String... given) {
        return new Arguments(given[0], given[1], given[2], Boolean.parseBoolean(given[3]), Boolean.parseBoolean(
                given[4]), given[5], Integer.parseInt(given[6]), Integer.parseInt(given[7]), Arrays.asList(given)
                        .subList(FIXED, given.length));
    }

    Hello hello() {
        return new Hello(Hello.VERSION, mode(), folder, terminal, columns, rows, line());
    }

    private Mode mode() {
        if (interactive) {
            return Mode.INTERACTIVE;
        }
        return command.isEmpty() ? Mode.SCRIPT : Mode.COMMAND;
    }

    /** A single word is a line of the shell's language; several are a command and its arguments, taken as they are. */
    private String line() {
        return command.size() == 1
                ? command.get(0)
                : command.stream().map(Arguments::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return word.isEmpty() ? "\"\"" : SPECIAL.matcher(word).replaceAll("\\\\$0");
    }
}
