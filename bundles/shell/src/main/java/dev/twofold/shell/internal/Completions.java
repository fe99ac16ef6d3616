/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.Messages;
import dev.twofold.module.ModuleInfo;
import dev.twofold.module.ModuleManager;
import dev.twofold.module.PurgePolicy;
import dev.twofold.module.SwapStrategy;
import dev.twofold.module.UpgradePolicy;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRegistry;
import dev.twofold.shell.internal.Command.Argument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.CommandSessionListener;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Tells a shell on a terminal what the tabulator completes. Such a shell has a table of that in each session, which its
 * command {@code complete} fills; so it is done before a session executes anything. Other sessions have none. Called on
 * threads of the shell.
 */
@Component(service = CommandSessionListener.class)
public final class Completions implements CommandSessionListener {

    /** The shell's variable for its table. */
    static final String TABLE = ".completions";

    private static final String DONE = ".twofold.completions";
    private static final String WORDS = "__twofold_words";

    private static final Set<String> OF_MODULES = Set.of("module:info", "module:running", "module:history",
            "module:why",
            "module:upgrade", "module:rollback", "module:purge", "module:softpurge", "module:delete", "module:unload");
    private static final Set<String> OF_SERVERS = Set.of("server:info", "server:state", "server:suspend",
            "server:resume", "server:stop", "server:trace", "server:log");
    private static final Set<String> OF_FILES = Set.of("module:load", "module:rehearse");

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile ModuleManager manager;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile ServerRegistry servers;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile Messages messages;

    @Override
    public void beforeExecute(CommandSession session, CharSequence line) {
        if (!(session.get(TABLE) instanceof Map) || session.get(DONE) == this) {
            return;
        }
        session.put(DONE, this); // and not that of a bundle which has been stopped meanwhile
        session.put(WORDS, (Function) (asking, arguments) -> words(asking, String.valueOf(arguments.get(0)), before(
                arguments)));
        try {
            session.execute(Command.all().stream().filter(command -> !command.arguments().isEmpty()).flatMap(
                    Completions::completions).map(
                            completion -> "gogo:complete -c " + completion).collect(Collectors.joining("\n")));
        } catch (Exception e) {
            // a shell that completes in another way goes on without
        }
    }

    @Override
    public void afterExecute(CommandSession session, CharSequence line, Exception failure) {}

    @Override
    public void afterExecute(CommandSession session, CharSequence line, Object result) {}

    /**
     * For one command. The shell shows the words of an option also where others stand, if they are told with it: so one
     * function knows all words, and looks at those before the tabulator.
     */
    private static Stream<String> completions(Command command) {
        String name = command.name().contains(":") ? command.name() : "gogo:" + command.name();
        Stream<String> options = command.options().stream().map(option -> name + option.names().stream().map(
                each -> each.startsWith("--") ? " -l " + each.substring(2) : " -s " + each.substring(1)).collect(
                        Collectors.joining()));
        return Stream.of(Stream.of(name + " -e"), options, Stream.of(name + " -a '" + WORDS + " " + command.name()
                + " ($.commandLine words) ($.commandLine wordIndex)'")).flatMap(lines -> lines);
    }

    /** What stands between the command and the tabulator. */
    private static List<String> before(List<Object> arguments) {
        List<String> words = ((List<?>) arguments.get(1)).stream().map(String::valueOf).toList();
        int index = Integer.parseInt(String.valueOf(arguments.get(2)));
        return words.subList(1, Math.max(1, index));
    }

    /** What may stand there. */
    private Collection<?> words(CommandSession session, String name, List<String> before) throws Exception {
        Command command = Command.all().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
        List<String> others = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            String word = before.get(i);
            Optional<Argument> option = command.options().stream().filter(each -> each.names().contains(word))
                    .findFirst();
            if (option.isEmpty()) {
                others.add(word);
            } else if (!option.get().flag() && ++i == before.size()) {
                return values(name, word);
            }
        }
        if (OF_FILES.contains(name) || name.equals("module:redefine")) {
            Collection<Object> files = new ArrayList<>(name.equals("module:redefine") && others.isEmpty()
                    ? modules()
                    : List.of());
            if (session.execute("gogo:__files") instanceof Collection<?> found) {
                files.addAll(found);
            }
            return files;
        }
        if (name.equals("help")) {
            return UnknownCommand.known(session);
        }
        return others.isEmpty() ? first(name) : others.size() == 1 ? second(name, others.get(0)) : List.of();
    }

    private List<String> first(String command) {
        if (OF_MODULES.contains(command)) {
            return modules();
        }
        return OF_SERVERS.contains(command) || isMessage(command) ? servers() : List.of();
    }

    private List<String> second(String command, String first) {
        return isMessage(command) ? messages(first) : List.of();
    }

    private static boolean isMessage(String command) {
        return command.equals("server:call") || command.equals("server:cast");
    }

    private List<String> values(String command, String option) {
        return switch (option) {
            case "--module" -> modules();
            case "--supervisor" -> servers();
            case "--revision" -> versions();
            case "--strategy" -> Names.words(SwapStrategy.class);
            case "--purge" -> Names.words(PurgePolicy.class);
            case "--upgrade" -> Names.words(UpgradePolicy.class);
            case "--sort" -> command.equals("server:top") ? Names.words(Load.Order.class) : Selection.WORDS;
            default -> List.of();
        };
    }

    private List<String> modules() {
        return Optional.ofNullable(manager).stream().flatMap(there -> there.modules().stream()).map(ModuleInfo::name)
                .toList();
    }

    private List<String> servers() {
        return known().map(ServerInfo::name).toList();
    }

    private List<String> versions() {
        return Stream.concat(Stream.of("old", "current"), known().map(ServerInfo::version)).distinct().toList();
    }

    private List<String> messages(String server) {
        Messages there = messages;
        boolean answers = there != null && known().anyMatch(info -> info.name().equals(server));
        return answers ? there.names(server) : List.of();
    }

    private Stream<ServerInfo> known() {
        return Optional.ofNullable(servers).stream().flatMap(there -> there.servers().stream());
    }
}
