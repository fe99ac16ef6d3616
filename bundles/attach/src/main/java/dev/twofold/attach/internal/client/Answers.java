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
 * Prints what the platform says, until it says how all has ended. What is no colour is printed byte for byte.
 *
 * @param wire where it comes from
 * @param terminal whether it is seen on a terminal: if not, it has no colours
 */
record Answers(Wire wire, boolean terminal) {

    /** Whoever has set this variable wants no colours: no-color.org. */
    private static final String NO_COLOUR = "NO_COLOR";

    /**
     * Prints.
     *
     * @param more called when more input is wanted
     * @return the exit status
     * @throws OutputClosedException if nobody reads it any more
     * @throws IOException if the platform has gone before the end
     */
    @SuppressWarnings("resource") // the standard streams stay open
    int print(Runnable more) throws IOException {
        OutputStream out = colours(new FileOutputStream(FileDescriptor.out));
        OutputStream errors = colours(new FileOutputStream(FileDescriptor.err));
        for (Optional<Frame> frame = wire.receive(); frame.isPresent(); frame = wire.receive()) {
            switch (frame.get().kind()) {
                case OUTPUT -> write(out, frame.get().content());
                case ERRORS -> write(errors, frame.get().content());
                case MORE -> more.run();
                case EXIT -> {
                    return frame.get().status();
                }
                default -> throw new IOException("what the platform says is not understood: " + frame.get().kind());
            }
        }
        throw new IOException("the platform has gone");
    }

    private OutputStream colours(OutputStream stream) {
        String refused = System.getenv(NO_COLOUR);
        boolean wanted = terminal && (refused == null || refused.isEmpty());
        return wanted ? stream : new Colours(stream, !terminal);
    }

    private static void write(OutputStream stream, byte[] content) throws OutputClosedException {
        try {
            stream.write(content);
        } catch (IOException closed) {
            throw new OutputClosedException(closed);
        }
    }
}
