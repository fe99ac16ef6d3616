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
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** One command, or a script from the standard input. Ctrl-C is told to the platform, which has a moment to end. */
final class PlainClient {

    private static final long PATIENCE_S = 5;
    private static final int PART = 8192;

    private final Wire wire;
    private final Semaphore wanted = new Semaphore(0);
    private final CountDownLatch ended = new CountDownLatch(1);

    PlainClient(Wire wire) {
        this.wire = wire;
    }

    int run(Arguments given) throws IOException {
        wire.send(new Frame(Kind.HELLO, given.hello().bytes()));
        Runtime.getRuntime().addShutdownHook(new Thread(this::interrupt, "interrupt"));
        Thread reader = new Thread(this::sendInput, "input");
        reader.setDaemon(true);
        reader.start();
        try {
            return new Answers(wire, !given.terminal().isEmpty()).print(wanted::release);
        } finally {
            ended.countDown();
        }
    }

    /** Called when the process is told to end, also by Ctrl-C. */
    private void interrupt() {
        try {
            if (ended.getCount() > 0) {
                wire.send(Frame.of(Kind.INTERRUPT));
                ended.await(PATIENCE_S, TimeUnit.SECONDS);
            }
        } catch (IOException gone) {
            // then there is nothing to interrupt
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sendInput() {
        try (InputStream in = new FileInputStream(FileDescriptor.in)) {
            byte[] part = new byte[PART];
            wanted.acquire();
            for (int length = in.read(part); length >= 0; length = in.read(part)) {
                wire.send(new Frame(Kind.INPUT, Arrays.copyOf(part, length)));
                wanted.acquire();
            }
            wire.send(Frame.of(Kind.END_OF_INPUT));
        } catch (IOException gone) {
            // who prints the answers finds out as well
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
