/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal.client;

import dev.twofold.attach.internal.wire.Wire;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The program that {@code runtime/run shell} starts. */
public final class Main {

    /** What a script takes for "it is not running". */
    private static final int NOT_RUNNING = 4;
    private static final int FAILED = 1;

    /** As a shell says it of a program that SIGPIPE has ended. */
    private static final int OUTPUT_CLOSED = 141;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long PAUSE_MS = 100;

    private static final PrintStream ERRORS = new PrintStream(new FileOutputStream(FileDescriptor.err), true,
            StandardCharsets.UTF_8);

    private Main() {}

    /**
     * Attaches.
     *
     * @param arguments see {@link Arguments}
     */
    public static void main(String[] arguments) {
        Arguments given = Arguments.of(arguments);
        int status;
        try (Wire wire = new Wire(connect(given))) {
            status = given.interactive() ? new TerminalClient(wire).run(given) : new PlainClient(wire).run(given);
        } catch (NotRunningException e) {
            ERRORS.println("runtime/run: " + e.getMessage());
            status = NOT_RUNNING;
        } catch (OutputClosedException enough) {
            status = OUTPUT_CLOSED;
        } catch (IOException e) {
            ERRORS.println("runtime/run: " + e.getMessage());
            status = FAILED;
        }
        System.exit(status);
    }

    /** A platform that is starting listens soon. */
    private static SocketChannel connect(Arguments given) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(given.socket());
        long deadline = System.nanoTime() + (given.running() ? PATIENCE.toNanos() : 0);
        while (true) {
            try {
                return SocketChannel.open(address);
            } catch (IOException e) {
                if (System.nanoTime() - deadline >= 0) {
                    throw new NotRunningException(given.running()
                            ? "the platform in " + given.home() + " does not answer: " + e.getMessage()
                            : "no platform is running in " + given.home(), e);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** There is nobody to attach to. */
    private static final class NotRunningException extends IOException {

        private static final long serialVersionUID = 1L;

        NotRunningException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
