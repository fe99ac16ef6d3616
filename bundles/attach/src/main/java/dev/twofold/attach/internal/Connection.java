/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal;

import dev.twofold.attach.internal.wire.Frame;
import dev.twofold.attach.internal.wire.Frame.Kind;
import dev.twofold.attach.internal.wire.Hello;
import dev.twofold.attach.internal.wire.Wire;
import java.io.IOException;
import java.util.Optional;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.service.command.CommandProcessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A program that is attached. Its own thread reads; it ends when the program has gone or the session is over. */
final class Connection implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final CommandProcessor processor;
    private final Shell shell;
    private final Wire wire;
    private final String name;
    private final Outbox outbox;

    Connection(CommandProcessor processor, Shell shell, Wire wire, String name) {
        this.processor = processor;
        this.shell = shell;
        this.wire = wire;
        this.name = name;
        this.outbox = new Outbox(wire);
    }

    @Override
    public void run() {
        try (wire) {
            Optional<Frame> first = wire.receive();
            if (first.isPresent() && first.get().kind() == Kind.HELLO) {
                serve(Hello.of(first.get().content()));
            }
        } catch (IOException e) {
            LOG.debug("{} has ended: {}", name, e.getMessage());
            refuse(e);
        }
    }

    private void refuse(IOException failure) {
        try {
            wire.send(Frame.of(Kind.ERRORS, failure.getMessage() + "\n"));
            wire.send(Frame.exit(Status.FAILED));
        } catch (IOException gone) {
            // then nobody wants to know
        }
    }

    private void serve(Hello hello) throws IOException {
        Sitting sitting = hello.mode() == Hello.Mode.INTERACTIVE
                ? new Prompt(processor, shell, hello, outbox)
                : new Commands(processor, hello, outbox);
        Thread writer = start(outbox, "writer");
        start(() -> sit(sitting, writer), "session");
        try {
            for (Optional<Frame> frame = wire.receive(); frame.isPresent(); frame = wire.receive()) {
                sitting.take(frame.get());
            }
        } finally {
            outbox.close();
            sitting.hangUp();
        }
    }

    /** The session's thread: when it is over and all is sent, the socket is closed, which ends the reader. */
    private void sit(Sitting sitting, Thread writer) {
        try {
            int status = Status.FAILED;
            try {
                status = sitting.run();
            } finally {
                outbox.put(Frame.exit(status));
                writer.join();
                wire.close();
            }
        } catch (IOException gone) {
            // so is the program
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Thread start(Runnable work, String what) {
        Thread thread = new Thread(work, name + "-" + what);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Ends it, from any thread. */
    void close() throws IOException {
        wire.close();
    }
}
