/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.service.command.CommandProcessor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets programs attach to the shell, as soon as there is one. If it cannot listen it says so in the log, and the platform
 * goes on without.
 */
@Component(service = {})
public final class Attach {

    /** In the working directory, so that its length does not depend on how deep that lies. */
    private static final SocketFile SOCKET = new SocketFile(Path.of("data", "shell", "socket"));

    private static final Logger LOG = LoggerFactory.getLogger(Attach.class);

    private final Optional<Door> door;

    /**
     * Begins to listen.
     *
     * @param processor makes sessions
     * @param shell gives them a prompt
     */
    @Activate
    public Attach(@Reference CommandProcessor processor, @Reference Shell shell) {
        door = open(processor, shell);
    }

    private static Optional<Door> open(CommandProcessor processor, Shell shell) {
        try {
            return Optional.of(Door.open(processor, shell, SOCKET));
        } catch (IOException | UnsupportedOperationException e) {
            LOG.error("nobody can attach to the shell: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** Ends what is attached. */
    @Deactivate
    public void stop() {
        door.ifPresent(open -> {
            try {
                open.close();
            } catch (IOException e) {
                LOG.warn("the socket of the shell could not be taken away: {}", e.getMessage());
            }
        });
    }
}
