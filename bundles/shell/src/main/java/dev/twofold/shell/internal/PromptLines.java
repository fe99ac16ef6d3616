/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.CommandSessionListener;
import org.osgi.service.component.annotations.Component;

/**
 * Makes each prompt tell what is wrong with a line that cannot be executed, and go on. For Gogo's such a line is the end of the
 * input: the platform would stop by a typo. The shell's profile is executed before the first line is read. Called on threads of
 * the shell.
 */
@Component(service = CommandSessionListener.class)
public final class PromptLines implements CommandSessionListener {

    /** Where the shell puts what reads at its prompt. */
    private static final String READER = ".reader";

    @Override
    public void beforeExecute(CommandSession session, CharSequence line) {
        Object reader = session.get(READER);
        if (reader != null) {
            LineParser.giveTo(reader);
        }
    }

    @Override
    public void afterExecute(CommandSession session, CharSequence line, Exception failure) {}

    @Override
    public void afterExecute(CommandSession session, CharSequence line, Object result) {}
}
