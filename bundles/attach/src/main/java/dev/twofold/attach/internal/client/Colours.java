/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal.client;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Takes colours out of what goes through it: the shell of the platform colours for a terminal, wherever it is seen. A
 * sequence may come in several parts. All else goes through as it is.
 */
final class Colours extends FilterOutputStream {

    private static final int ESCAPE = 033;

    /** A longer sequence is none of colours. */
    private static final int LONGEST = 64;

    private final boolean all;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    /**
     * Takes out.
     *
     * @param out where the rest goes
     * @param all whether bold letters and the like are taken out as well
     */
    Colours(OutputStream out, boolean all) {
        super(out);
        this.all = all;
    }

    @Override
    public void write(byte[] content, int start, int length) throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream(length);
        for (int i = start; i < start + length; i++) {
            take(content[i], rest);
        }
        rest.writeTo(out);
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] { (byte) one }, 0, 1);
    }

    private void take(byte next, ByteArrayOutputStream rest) {
        if (begun.size() == 0 && next != ESCAPE) {
            rest.write(next);
            return;
        }
        begun.write(next);
        int length = begun.size();
        boolean goesOn = length == 1 || length == 2 && next == '[' || length > 2 && length < LONGEST && (next >= '0'
                && next <= '9' || next == ';');
        if (!goesOn) {
            String sequence = begun.toString(StandardCharsets.ISO_8859_1);
            begun.reset();
            rest.writeBytes((length > 2 && next == 'm' ? plain(sequence) : sequence).getBytes(
                    StandardCharsets.ISO_8859_1));
        }
    }

    private String plain(String sequence) {
        if (all) {
            return "";
        }
        Deque<String> numbers = new ArrayDeque<>(List.of(sequence.substring(2, sequence.length() - 1).split(";", -1)));
        List<String> kept = new ArrayList<>();
        while (!numbers.isEmpty()) {
            String number = numbers.remove();
            if (number.equals("38") || number.equals("48")) {
                skipColour(numbers);
            } else if (!number.matches("[34][0-9]|9[0-7]|10[0-7]")) {
                kept.add(number);
            }
        }
        return kept.isEmpty() ? "" : "\033[" + String.join(";", kept) + "m";
    }

    /** One of a palette has a number, any other one has three. */
    private static void skipColour(Deque<String> numbers) {
        String kind = numbers.isEmpty() ? "" : numbers.remove();
        for (int i = kind.equals("2") ? 3 : 1; i > 0 && !numbers.isEmpty(); i--) {
            numbers.remove();
        }
    }
}
