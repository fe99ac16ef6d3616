/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Component;

/**
 * The command {@code help}, in place of Gogo's, which lists all commands of everybody. Those of others are still explained
 * by that of the framework's commands.
 */
@Component(service = HelpCommand.class, property = "service.ranking:Integer=1")
@GogoCommand(scope = "gogo", function = "help")
public final class HelpCommand extends OurCommands {

    private static final String OF_OTHERS = "felix:help";

    /**
     * Lists commands, or explains some.
     *
     * @param session knows the commands of others
     * @param all whether to list those as well
     * @param names what to explain; all are listed if there are none
     * @return the text
     * @throws Exception if a command of others cannot be explained
     */
    @Descriptor("lists the commands, or explains one")
    public String help(CommandSession session,
            @Descriptor("lists those of the shell and the framework, too") @Parameter(names = "--all", presentValue = "true", absentValue = "false") boolean all,
            @Descriptor("name of a command, such as module:load; nothing: all of Twofold's") String... names)
            throws Exception {
        if (names.length == 0) {
            return Command.overview() + "\n\n" + (all
                    ? "Those of the shell and the framework\n  " + String.join("\n  ", others(session))
                    : "help NAME explains a command; help --all lists those of the shell and the framework, too");
        }
        return List.of(names).stream().map(name -> explain(session, name)).filter(text -> !text.isEmpty()).collect(
                Collectors.joining("\n\n"));
    }

    /** What is said of a command; nothing if somebody else has printed it. */
    private static String explain(CommandSession session, String name) {
        String text = Command.all().stream().filter(command -> command.name().equals(name) || command.function()
                .equals(name)).map(Command::text).collect(Collectors.joining("\n\n"));
        if (!text.isEmpty()) {
            return text;
        }
        Collection<String> others = others(session);
        if (others.stream().noneMatch(other -> other.equals(name) || other.endsWith(":" + name))) {
            throw UnknownCommand.exception(session, name);
        }
        if (!others.contains(OF_OTHERS)) {
            return name + " is no command of Twofold";
        }
        try {
            session.execute(OF_OTHERS + " " + name);
            return "";
        } catch (Exception e) {
            throw new IllegalStateException(name + " cannot be explained: " + e.getMessage(), e);
        }
    }

    private static Collection<String> others(CommandSession session) {
        TreeSet<String> others = new TreeSet<>(UnknownCommand.known(session));
        others.removeAll(Command.names());
        return others;
    }
}
