/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The command {@code exit}. The profile of Gogo's shell makes one of {@link System#exit}, which wants a number; the scope
 * {@code gogo} is looked into before that one's.
 */
@Component(service = ExitCommand.class)
@GogoCommand(scope = "gogo", function = "exit")
public final class ExitCommand extends OurCommands {

    private final BundleContext context;

    /**
     * The command.
     *
     * @param context leads to the framework
     */
    @Activate
    public ExitCommand(BundleContext context) {
        this.context = context;
    }

    /**
     * Begins to stop the framework.
     *
     * @throws BundleException if it cannot be stopped
     */
    @Descriptor("""
            ends the shell, as Ctrl-D does
            At the platform's own prompt that stops the platform; one that is attached only leaves it.""")
    public void exit() throws BundleException {
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).stop();
    }
}
