/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Component;

/** What Gogo executes in place of a command that there is not. Only for what it says. */
@Component(service = UnknownCommand.class)
@GogoCommand(scope = "twofold", function = "default")
public final class UnknownCommand {

    /**
     * Refuses, and suggests another command. The underscore is Gogo's, for a name that is a word of Java.
     *
     * @param session knows which commands there are
     * @param words the command that there is not, and what stood behind it
     */
    public void _default(CommandSession session, Object... words) {
        throw exception(session, words.length == 0 ? "" : String.valueOf(words[0]));
    }

    /** The exception for a command that Gogo does not find. */
    static IllegalArgumentException exception(CommandSession session, String command) {
        Optional<String> ours = Command.names().stream().filter(name -> name.equals(command) || name.endsWith(":"
                + command)).findFirst();
        if (ours.isPresent()) {
            return new WrongNameException("the command " + ours.get()
                    + " waits for the manager of modules: if the platform "
                    + "does not just start, its bundle dev.twofold.manager is not active; felix:lb shows its number, "
                    + "felix:start NUMBER starts it");
        }
        return new WrongNameException("no command '" + command + "'." + suggestion(session, command)
                + " help lists all");
    }

    /** Ours come first; without a scope the nearest function counts. */
    private static String suggestion(CommandSession session, String command) {
        boolean scoped = command.contains(":");
        Stream<List<String>> candidates = Stream.of(Command.names(), List.copyOf(known(session)));
        Optional<String> nearest = candidates.flatMap(names -> Names.nearest(command, names.stream().map(
                name -> scoped ? name : name.substring(name.indexOf(':') + 1)).toList()).flatMap(
                        found -> names.stream().filter(name -> name.equals(found) || name.endsWith(":" + found))
                                .findFirst())
                .stream()).findFirst();
        return nearest.map(name -> " Did you mean " + name + "?").orElse("");
    }

    /** The names of all commands of everybody. Gogo also has names of those that have gone, but finds nothing by them. */
    static Collection<String> known(CommandSession session) {
        return session.get(".commands") instanceof Collection<?> known
                ? known.stream().map(String::valueOf).filter(name -> session.get(name) != null).sorted().toList()
                : List.of();
    }
}
