/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.CommandSessionListener;
import org.osgi.service.component.annotations.Component;

/**
 * Makes all sessions take a command without a scope for the same one: ours come before those of the framework. Otherwise it
 * is chance which of several the shell takes. A session that somebody has given scopes of his own keeps them. Called on
 * threads of the shell.
 */
@Component(service = CommandSessionListener.class)
public final class Scopes implements CommandSessionListener {

    private static final String VARIABLE = "SCOPE";

    /** As the profile of the shell has it. */
    private static final String USUAL = "gogo:*";

    private static final String OURS = "gogo:module:server:twofold:felix:*";

    @Override
    public void beforeExecute(CommandSession session, CharSequence line) {
        Object scopes = session.get(VARIABLE);
        if (scopes == null || scopes.equals(USUAL)) {
            session.put(VARIABLE, OURS);
        }
    }

    @Override
    public void afterExecute(CommandSession session, CharSequence line, Exception failure) {}

    @Override
    public void afterExecute(CommandSession session, CharSequence line, Object result) {}
}
