/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.CommandSessionListener;
import org.osgi.service.component.annotations.Component;

/**
 * Explains one of our commands when it was called with other arguments than it takes: Gogo only tells which types it cannot
 * make of which. A session that has a value for {@link #VARIABLE} finds the text there, for others it is printed.
 */
@Component(service = CommandSessionListener.class)
public final class Usage implements CommandSessionListener {

    /** Empty in a session that itself shows what is put here. */
    static final String VARIABLE = ".twofold.usage";

    private static final Pattern OTHER_ARGUMENTS = Pattern.compile("Cannot coerce (\\w+)\\(.*", Pattern.DOTALL);

    @Override
    public void beforeExecute(CommandSession session, CharSequence line) {}

    @Override
    public void afterExecute(CommandSession session, CharSequence line, Exception failure) {
        Matcher failed = OTHER_ARGUMENTS.matcher(String.valueOf(failure.getMessage()));
        if (!failed.matches()) {
            return;
        }
        String text = text(line.toString(), failed.group(1));
        if (session.get(VARIABLE) != null) {
            session.put(VARIABLE, text);
        } else if (!text.isEmpty()) {
            session.getConsole().println(text);
        }
    }

    /** Nothing if it is a command of somebody else, or may be one of several. */
    private static String text(String line, String function) {
        List<Command> candidates = Command.all().stream().filter(command -> command.function().equals(function))
                .toList();
        return candidates.stream().filter(command -> candidates.size() == 1 && !line.contains(":") || line.contains(
                command.name())).findFirst().map(command -> "these are no arguments of " + command.name() + "\n\n"
                        + command.text()).orElse("");
    }

    @Override
    public void afterExecute(CommandSession session, CharSequence line, Object result) {}
}
