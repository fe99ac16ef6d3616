/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal.client;

import dev.twofold.attach.internal.wire.Frame;
import dev.twofold.attach.internal.wire.Wire;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Prints what the platform says, until it says how all has ended. The streams are written to as they are, byte for byte.
 *
 * @param wire where it comes from
 */
record Answers(Wire wire) {

    /**
     * Prints.
     *
     * @param more called when more input is wanted
     * @return the exit status
     * @throws IOException if the platform has gone before the end
     */
    @SuppressWarnings("resource") // the standard streams stay open
    int print(Runnable more) throws IOException {
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        OutputStream errors = new FileOutputStream(FileDescriptor.err);
        for (Optional<Frame> frame = wire.receive(); frame.isPresent(); frame = wire.receive()) {
            switch (frame.get().kind()) {
                case OUTPUT -> out.write(frame.get().content());
                case ERRORS -> errors.write(frame.get().content());
                case MORE -> more.run();
                case EXIT -> {
                    return frame.get().status();
                }
                default -> throw new IOException("what the platform says is not understood: " + frame.get().kind());
            }
        }
        throw new IOException("the platform has gone");
    }
}
