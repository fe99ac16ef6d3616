/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class FailuresTest {

    @Test
    void takesTheClassesAwayFromWhatTheShellShows() {
        assertThat(Failures.text("java.lang.IllegalArgumentException: no file a: b")).isEqualTo("no file a: b");
        assertThat(Failures.text("java.util.concurrent.ExecutionException: a.b.C$D: it\nis so")).isEqualTo("it\nis so");
        assertThat(Failures.text("java.net.UnknownHostException: jars.example.org: not known")).isEqualTo(
                "jars.example.org: not known");
        assertThat(Failures.text("\033[31ma.B: red\033[39m")).isEqualTo("\033[31mred\033[39m");
    }

    @Test
    void leavesAloneWhatIsNoClass() {
        for (String text : new String[] { "", "java.util.concurrent.CancellationException", "no module 'a.b: c'",
                "not so: a.B: c",
                "counter.jar is no module" }) {
            assertThat(Failures.text(text)).isEqualTo(text);
        }
    }

    @Test
    void knowsWhatTheShellShowsOfAnInterruptedCommand() {
        for (String shown : new String[] { "java.lang.InterruptedException",
                "java.lang.InterruptedException: sleep interrupted", "\033[31mjava.lang.InterruptedException\033[39m",
                "java.util.concurrent.ExecutionException: java.lang.InterruptedException",
                "java.io.InterruptedIOException: interrupted" }) {
            assertThat(Failures.isInterruption(shown)).as(shown).isTrue();
        }
        for (String shown : new String[] { "", "java.util.concurrent.CancellationException",
                "meter: java.lang.InterruptedException", "java.lang.InterruptedExceptions" }) {
            assertThat(Failures.isInterruption(shown)).as(shown).isFalse();
        }
    }

    @Test
    void namesTheCommandAndNotTheMethod() {
        assertThat(Failures.text("a.B: Cannot coerce _new() to any of [(String)]")).isEqualTo(
                "new takes other arguments: help new tells which");
        assertThat(Failures.text("a.B: Cannot coerce __files() to any of []")).startsWith("__files takes other");
        assertThat(told(new IllegalArgumentException("Cannot coerce _try(String)\n to any of []"))).isEqualTo(
                "try takes other arguments: help try tells which\n");
        assertThat(told(new ExecutionException(new IllegalArgumentException("no wood")))).isEqualTo("no wood\n");
    }

    private static String told(Exception failure) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(Failures.tell(failure, new PrintStream(bytes, true, StandardCharsets.UTF_8))).isEqualTo(1);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
