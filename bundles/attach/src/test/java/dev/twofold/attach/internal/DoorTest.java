/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.attach.internal.wire.Frame;
import dev.twofold.attach.internal.wire.Frame.Kind;
import dev.twofold.attach.internal.wire.Hello;
import dev.twofold.attach.internal.wire.Wire;
import dev.twofold.module.Outcome;
import dev.twofold.module.SwapReport;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.felix.gogo.jline.Procedural;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The platform's end with the real shell, and a program that is attached through a real socket. */
@Timeout(60)
class DoorTest {

    private static final long PATIENCE_S = 30;

    @TempDir
    Path folder;

    private final ThreadIOImpl streams = new ThreadIOImpl();
    private final Commands commands = new Commands();
    private CommandProcessorImpl processor;
    private Door door;

    @BeforeEach
    void open() throws IOException {
        streams.start();
        processor = new CommandProcessorImpl(streams);
        for (String name : List.of("say", "fail", "refuse", "hang", "grumble", "where", "lines", "pour", "new")) {
            processor.addCommand("test", commands, name);
        }
        for (String name : List.of("try", "if")) {
            processor.addCommand("gogo", new Procedural(), name);
        }
        Shell shell = new Shell(new NoContext(), processor, streams, "none");
        door = Door.open(processor, shell, new SocketFile(folder.resolve("d/s")));
    }

    @AfterEach
    void close() throws IOException {
        door.close();
        processor.stop();
        streams.stop();
    }

    @Test
    void executesACommandInTheFolderOfTheUser() throws IOException {
        try (Attached attached = command("where")) {
            assertThat(attached.status()).isZero();
            assertThat(attached.output).hasToString(folder + "\n");
            assertThat(attached.errors).isEmpty();
        }
    }

    @Test
    void tellsByTheStatusWhatBecameOfACommand() throws IOException {
        try (Attached failing = command("fail wood");
                Attached refused = command("refuse");
                Attached unknown = command(
                        "nothing");
                Attached wrong = command("say {")) {
            assertThat(failing.status()).isEqualTo(1);
            assertThat(failing.errors).hasToString("no wood\n");
            assertThat(refused.status()).isEqualTo(3);
            assertThat(refused.output).contains("REFUSED");
            assertThat(unknown.status()).isEqualTo(1);
            assertThat(unknown.errors).contains("nothing");
            assertThat(wrong.status()).isEqualTo(1);
        }
    }

    @Test
    void executesAScriptUpToTheFirstCommandThatIsNotDone() throws IOException {
        try (Attached attached = attach(Hello.Mode.SCRIPT, "", "")) {
            attached.give("say one\n\n# nothing\nblock = {\n  say t", "wo\n}\nblock\nfail wood\nsay three\n");

            assertThat(attached.status()).isEqualTo(1);
            assertThat(attached.output.toString().lines()).startsWith("one").endsWith("two");
            assertThat(attached.errors).hasToString("no wood\n");
        }
    }

    /** As the README says it: what an operation returns counts as that of the line, or of the block, that it ends. */
    @Test
    void goesOnAfterARefusalThatIsNotTheLastCommandOfALineOrABlock() throws IOException {
        assertGoesOn("refuse; say next", "next\non\n");
        assertGoesOn("try { refuse; say next } { say caught }", "next\non\n");
        assertGoesOn("try { fail wood; say next } { say caught $exception }",
                "caught java.lang.IllegalArgumentException: no wood\non\n");
        assertGoesOn("try { fail wood } { say caught; refuse }", "caught\non\n");
        assertGoesOn("if { refuse } { say next }", "next\non\n");
        try (Attached attached = command("fail wood; say next")) {
            assertThat(attached.status()).isEqualTo(1);
            assertThat(attached.output).isEmpty();
        }
        for (String line : List.of("say first; refuse", "try { say first; refuse } { say caught }",
                "if { say first; true } { refuse }")) {
            try (Attached attached = attach(Hello.Mode.SCRIPT, "", "")) {
                attached.give(line + "\nsay on\n");
                assertThat(attached.status()).as(line).isEqualTo(3);
                assertThat(attached.output.toString()).as(line).startsWith("first\n").contains("REFUSED")
                        .doesNotContain(
                                "on\n", "caught");
            }
        }
    }

    private void assertGoesOn(String line, String output) throws IOException {
        try (Attached attached = attach(Hello.Mode.SCRIPT, "", "")) {
            attached.give(line + "\nsay on\n");
            assertThat(attached.status()).as(line).isZero();
            assertThat(attached.output).as(line).hasToString(output);
        }
    }

    @Test
    void leavesAScriptWithTheStatusThatItSays() throws IOException {
        try (Attached attached = attach(Hello.Mode.SCRIPT, "", "")) {
            attached.give("say one\nexit 7\nsay two\n");

            assertThat(attached.status()).isEqualTo(7);
            assertThat(attached.output).hasToString("one\n");
        }
    }

    @Test
    void saysThatTheLastCommandOfAScriptIsNotComplete() throws IOException {
        try (Attached attached = attach(Hello.Mode.SCRIPT, "", "")) {
            attached.give("say one\nblock = {\n");

            assertThat(attached.status()).isEqualTo(1);
            assertThat(attached.errors).isNotEmpty();
        }
    }

    @Test
    void interruptsACommand() throws Exception {
        try (Attached attached = command("hang")) {
            commands.awaitHanging();

            attached.wire.send(Frame.of(Kind.INTERRUPT));

            assertThat(attached.status()).isEqualTo(130);
            assertThat(attached.errors).contains("interrupted");
        }
    }

    @Test
    void tellsACommandHowLargeTheTerminalIs() throws IOException {
        try (Attached attached = attach(Hello.Mode.COMMAND, "xterm", "say $TERM $COLUMNS $LINES")) {
            assertThat(attached.status()).isZero();
            assertThat(attached.output).hasToString("xterm 120 40\n");
        }
        try (Attached attached = command("say \"$TERM\"")) {
            assertThat(attached.status()).isZero();
            assertThat(attached.output.toString()).isBlank();
        }
    }

    @Test
    void givesAPromptThatGoesOnAfterCtrlCAndEndsWithExit() throws Exception {
        try (Attached attached = attach(Hello.Mode.INTERACTIVE, "xterm", "")) {
            attached.type("say early\r");
            attached.awaitOutput("early\r\n");
            attached.type("hang\r");
            commands.awaitHanging();
            attached.type("thrown away\003");
            attached.type("say later\r");
            attached.awaitOutput("later\r\n");
            attached.wire.send(new Frame(Kind.SIZE, ByteBuffer.allocate(4).putShort((short) 99).putShort((short) 50)
                    .array()));
            attached.type("say $COLUMNS\r");
            attached.awaitOutput("99\r\n");

            attached.type("exit\r");

            assertThat(attached.status()).isZero();
        }
        assertThat(door).isNotNull();
    }

    /** The operator knows that it was interrupted. */
    @Test
    void saysNoMoreAtThePromptThanAnInterruptedCommandItself() throws Exception {
        try (Attached attached = attach(Hello.Mode.INTERACTIVE, "xterm", "")) {
            attached.type("hang\r");
            commands.awaitHanging();
            attached.type("\003");
            attached.awaitOutput("^C\r\n");
            attached.type("grumble\r");
            commands.awaitHanging();
            attached.type("\003");
            attached.awaitOutput("no longer\r\n^C\r\n");
            attached.type("say later\r");
            attached.awaitOutput("later\r\n");
            attached.type("exit\r");

            assertThat(attached.status()).isZero();
            assertThat(attached.output.toString()).doesNotContain("InterruptedException");
        }
    }

    /** The shell itself shows what was thrown as Java does. */
    @Test
    void tellsAtThePromptWhyACommandHasFailedAsItDoesWithout() throws Exception {
        try (Attached attached = attach(Hello.Mode.INTERACTIVE, "xterm", "")) {
            attached.type("fail wood\r");
            attached.awaitOutput("no wood");
            attached.type("new\r");
            attached.awaitOutput("new takes other arguments: help new tells which");
            attached.type("try { fail more } { say why $exception }\r");
            attached.awaitOutput("why java.lang.IllegalArgumentException: no more");
            attached.type("exit\r");

            assertThat(attached.status()).isZero();
            assertThat(attached.output.toString()).doesNotContain("IllegalArgumentException: no wood", "Cannot coerce",
                    "_new");
        }
        try (Attached attached = command("new")) {
            assertThat(attached.status()).isEqualTo(1);
            assertThat(attached.errors).hasToString("new takes other arguments: help new tells which\n");
        }
    }

    @Test
    void leavesNothingBehindWhenAProgramGoes() throws Exception {
        try (Attached waiting = attach(Hello.Mode.INTERACTIVE, "xterm", "");
                Attached hanging = command(
                        "hang");
                Attached pouring = command("pour");
                Attached silent = new Attached(connect())) {
            waiting.type("say here\r");
            waiting.awaitOutput("here\r\n");
            commands.awaitHanging();
            assertThat(hanging.wire).isNotNull();
            assertThat(pouring.wire).isNotNull();
            assertThat(silent.wire).isNotNull();
        }
        await("threads: " + threads(), () -> threads().equals(List.of("twofold-attach")));
    }

    @Test
    void endsWhatIsAttachedWhenItCloses() throws Exception {
        try (Attached waiting = attach(Hello.Mode.INTERACTIVE, "xterm", ""); Attached hanging = command("hang")) {
            commands.awaitHanging();

            door.close();

            assertThat(hanging.hasGone()).isTrue();
            assertThat(waiting.hasGone()).isTrue();
            assertThat(folder.resolve("d/s")).doesNotExist();
            await("no threads", () -> threads().isEmpty());
        }
    }

    @Test
    void survivesWhatIsNoProgramOfOurs() throws IOException {
        try (SocketChannel channel = connect()) {
            channel.write(ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        }
        executesACommandInTheFolderOfTheUser();
    }

    @Test
    void carriesMoreThanFitsIntoItsBuffers() throws IOException {
        try (Attached attached = command("lines 20000")) {
            assertThat(attached.status()).isZero();
            assertThat(attached.output.toString().lines()).hasSize(20_000);
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                .filter(name -> name.startsWith("twofold-attach") || name.contains("pump") || name.startsWith("pipe-")
                        || name.startsWith("job controller") || name.startsWith("session"))
                .toList();
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as(what).isNegative();
            new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
        }
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("d/s")));
    }

    private Attached command(String line) throws IOException {
        return attach(Hello.Mode.COMMAND, "", line);
    }

    private Attached attach(Hello.Mode mode, String terminal, String line) throws IOException {
        Attached attached = new Attached(connect());
        attached.wire.send(new Frame(Kind.HELLO, new Hello(Hello.VERSION, mode, folder.toString(), terminal, 120, 40,
                line).bytes()));
        return attached;
    }

    /** The other end. */
    private static final class Attached implements AutoCloseable {

        private final Wire wire;
        private final StringBuilder output = new StringBuilder();
        private final StringBuilder errors = new StringBuilder();

        Attached(SocketChannel channel) {
            wire = new Wire(channel);
        }

        void type(String keys) throws IOException {
            wire.send(Frame.of(Kind.INPUT, keys));
        }

        /** Gives parts of a script as they are wanted. */
        void give(String... parts) throws IOException {
            for (String part : parts) {
                while (next() != Kind.MORE) {
                    continue;
                }
                wire.send(Frame.of(Kind.INPUT, part));
            }
            while (next() != Kind.MORE) {
                if (status.isPresent()) {
                    return;
                }
            }
            wire.send(Frame.of(Kind.END_OF_INPUT));
        }

        private Optional<Integer> status = Optional.empty();

        private Kind next() throws IOException {
            Frame frame = wire.receive().orElseThrow(() -> new IOException("gone after " + output + errors));
            String text = new String(frame.content(), StandardCharsets.UTF_8);
            switch (frame.kind()) {
                case OUTPUT -> output.append(text);
                case ERRORS -> errors.append(text);
                case EXIT -> status = Optional.of(frame.status());
                default -> assertThat(frame.kind()).isEqualTo(Kind.MORE);
            }
            return frame.kind();
        }

        int status() throws IOException {
            while (status.isEmpty()) {
                next();
            }
            return status.get();
        }

        void awaitOutput(String text) throws IOException {
            while (output.indexOf(text) < 0) {
                next();
            }
        }

        boolean hasGone() throws IOException {
            try {
                while (wire.receive().isPresent()) {
                    continue;
                }
                return true;
            } catch (IOException reset) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            wire.close();
        }
    }

    /** Commands of a platform. */
    public static final class Commands {

        private final CountDownLatch never = new CountDownLatch(1);
        private volatile CountDownLatch hanging = new CountDownLatch(1);

        /** Prints what it is given. */
        public void say(Object... words) {
            System.out.println(String.join(" ", Arrays.stream(words).map(String::valueOf).toList()));
        }

        /** Fails. */
        public void fail(String what) {
            throw new IllegalArgumentException("no " + what);
        }

        /** Wants something; the underscore is Gogo's, for a name that is a word of Java. */
        public void _new(String what, String of) {
            System.out.println(what + of);
        }

        /** Does not do it. */
        public List<SwapReport> refuse() {
            return List.of(new SwapReport("counter", Outcome.REFUSED, Optional.empty(), Optional.empty(), Optional
                    .empty(), 0, Instant.EPOCH, List.of(), Duration.ZERO, "no", List.of(), List.of(), List.of(), ""));
        }

        /** Waits to be interrupted. */
        public void hang() throws InterruptedException {
            hanging.countDown();
            never.await();
        }

        /** The same, and says something then. */
        public void grumble() throws InterruptedException {
            try {
                hang();
            } catch (InterruptedException e) {
                System.out.println("no longer");
                throw e;
            }
        }

        void awaitHanging() throws InterruptedException {
            assertThat(hanging.await(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
            hanging = new CountDownLatch(1);
        }

        /** Where the user is. */
        public String where(CommandSession session) {
            return session.currentDir().toString();
        }

        /** Prints lines. */
        public void lines(int count) {
            for (int i = 0; i < count; i++) {
                System.out.println("line " + i);
            }
        }

        /** Prints without an end, until nobody reads it any more. */
        public void pour() {
            while (!System.out.checkError()) {
                System.out.println("more");
            }
        }
    }

    /** A shell needs to know where its profile is. There is none. */
    private static final class NoContext implements Shell.Context {

        @Override
        public String getProperty(String name) {
            return name.equals("gosh.home") ? Path.of("target").toAbsolutePath().toString() : null;
        }

        @Override
        public void exit() {
            throw new AssertionError("an attached program does not end the platform");
        }
    }
}
