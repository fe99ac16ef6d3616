/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Component;

/**
 * The command {@code help}, in place of Gogo's, which lists all commands of everybody. Those of others are explained as
 * they would be without it.
 */
@Component(service = HelpCommand.class, property = "service.ranking:Integer=1")
@GogoCommand(scope = "gogo", function = "help")
public final class HelpCommand extends OurCommands {

    private static final String OF_OTHERS = "felix:help";
    private static final String UNKNOWN = "No methods found";

    private static final String OF_SHELL = "gogo:";

    /** Makes lines of what a pipe carries. */
    private static final String TAC = "gogo:tac";

    /** What a pipe says of a command that takes {@code --help} for something else. */
    private static final Pattern FAILED = Pattern.compile("gogo: \\w+(Exception|Error): .*", Pattern.DOTALL);

    /** What some commands write before their help. */
    private static final Pattern THROWN = Pattern.compile("^\\S+: \\S+HelpException: ");

    /**
     * Lists commands, or explains some.
     *
     * @param session knows the commands of others
     * @param all whether to list those as well
     * @param names what to explain; all are listed if there are none
     * @return the text
     */
    @Descriptor("lists the commands, or explains one")
    public String help(CommandSession session,
            @Descriptor("lists those of the shell and the framework, too") @Parameter(names = "--all", presentValue = "true", absentValue = "false") boolean all,
            @Descriptor("name of a command, such as module:load; nothing: all of Twofold's") String... names) {
        refuseOptions("help", names);
        if (names.length == 0) {
            return Command.overview() + "\n\n" + (all
                    ? "Those of the shell and the framework\n  " + String.join("\n  ", others(session))
                    : "help NAME explains a command; help --all lists those of the shell and the framework, too");
        }
        return List.of(names).stream().map(name -> explain(session, name)).collect(Collectors.joining("\n\n"));
    }

    private static String explain(CommandSession session, String name) {
        String text = Command.all().stream().filter(command -> command.name().equals(name) || command.function()
                .equals(name)).map(Command::text).collect(Collectors.joining("\n\n"));
        if (!text.isEmpty()) {
            return text;
        }
        Collection<String> others = others(session);
        List<String> found = others.stream().filter(other -> other.equals(name) || other.endsWith(":" + name)).toList();
        if (found.isEmpty()) {
            throw UnknownCommand.exception(session, name);
        }
        return found.stream().map(other -> explainOther(session, others, other)).collect(Collectors.joining("\n\n"));
    }

    /** The framework's help tells what is annotated; the shell's own commands explain themselves, as errors. */
    private static String explainOther(CommandSession session, Collection<String> others, String name) {
        try {
            String text = others.contains(OF_OTHERS) ? text(session.execute(OF_OTHERS + " " + name)) : "";
            if ((text.isEmpty() || text.startsWith(UNKNOWN)) && name.startsWith(OF_SHELL) && others.contains(TAC)) {
                text = help(text(session.execute(name + " --help |& " + TAC + " -l")));
            }
            return text.isEmpty() || text.startsWith(UNKNOWN)
                    ? name + " - a command of others, which nobody explains"
                    : text;
        } catch (Exception e) {
            throw new IllegalStateException(name + " cannot be explained: " + e.getMessage(), e);
        }
    }

    private static String help(String said) {
        return FAILED.matcher(said).matches() ? "" : THROWN.matcher(said).replaceFirst("");
    }

    private static String text(Object said) {
        String text = said instanceof List<?> lines
                ? lines.stream().map(String::valueOf).collect(Collectors.joining("\n"))
                : Objects.toString(said, "");
        return text.strip();
    }

    private static Collection<String> others(CommandSession session) {
        TreeSet<String> others = new TreeSet<>(UnknownCommand.known(session));
        others.removeAll(Command.names());
        return others;
    }
}
