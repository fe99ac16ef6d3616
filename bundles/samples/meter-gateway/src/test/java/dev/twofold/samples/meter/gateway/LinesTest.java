/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.meter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinesTest {

    private final Lines lines = new Lines();

    @Test
    void keepsPartOfLineUntilItsEndComes() {
        assertThat(receive("read")).isEmpty();
        assertThat(receive("ing d1 2")).isEmpty();
        assertThat(receive("\ntot")).containsExactly("reading d1 2");
        assertThat(receive("al d1\n")).containsExactly("total d1");
    }

    @Test
    void takesAllLinesOfOnePiece() {
        assertThat(receive("a\n\nb\nc")).containsExactly("a", "", "b");
    }

    @Test
    void lineThatDoesNotFitStaysTooLongAndSparesTheNext() {
        List<String> received = receive("x".repeat(100_000) + "\nshort\n");

        assertThat(received).hasSize(2).endsWith("short");
        assertThat(received.get(0).length()).isBetween(512, 1024);
    }

    @Test
    void lineOfExactlyTheBuffersSizeDoesNotStall() {
        assertThat(receive("x".repeat(1024) + "\nshort\n")).endsWith("short").hasSize(2);
        assertThat(receive("x".repeat(1023) + "\nshort\n")).endsWith("short").hasSize(2);
    }

    private List<String> receive(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        List<String> received = new ArrayList<>();
        while (bytes.hasRemaining()) {
            ByteBuffer space = lines.space();
            int count = Math.min(space.remaining(), bytes.remaining());
            space.put(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                received.add(line.get());
            }
        }
        return received;
    }
}
