/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.Messages;
import dev.twofold.module.ModuleInfo;
import dev.twofold.module.ModuleManager;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private static final String MODULES = "__twofold_modules";
    private static final String SERVERS = "__twofold_servers";
    private static final String VERSIONS = "__twofold_versions";
    private static final String MESSAGES = "__twofold_messages";
    private static final String FILES = "__files";

    private static final List<String> OF_MODULES = List.of("info", "running", "history", "why", "upgrade", "rollback",
            "purge", "softpurge", "delete", "unload", "redefine");
    private static final List<String> OF_SERVERS = List.of("info", "state", "suspend", "resume", "stop", "trace",
            "log");
    private static final String ARGUMENTS_OF_CALL = "'wi = ($.commandLine wordIndex); if { %(wi==1) } { " + SERVERS
            + " } { " + MESSAGES + " (($.commandLine words) get 1) }'";

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    private volatile ModuleManager manager;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    private volatile ServerRegistry servers;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    private volatile Messages messages;

    @Override
    public void beforeExecute(CommandSession session, CharSequence line) {
        if (!(session.get(TABLE) instanceof Map) || session.get(DONE) != null) {
            return;
        }
        session.put(DONE, true);
        session.put(MODULES, (Function) (asking, arguments) -> modules());
        session.put(SERVERS, (Function) (asking, arguments) -> servers());
        session.put(VERSIONS, (Function) (asking, arguments) -> versions());
        session.put(MESSAGES, (Function) (asking, arguments) -> messages(arguments));
        try {
            for (String command : completions().toList()) {
                session.execute("gogo:complete -c " + command);
            }
        } catch (Exception e) {
            session.put(DONE, e.toString()); // a shell that completes in another way goes on without names
        }
    }

    @Override
    public void afterExecute(CommandSession session, CharSequence line, Exception failure) {}

    @Override
    public void afterExecute(CommandSession session, CharSequence line, Object result) {}

    private static Stream<String> completions() {
        return Stream.of(
                OF_MODULES.stream().map(command -> "module:" + command + " -a " + MODULES),
                OF_SERVERS.stream().map(command -> "server:" + command + " -a " + SERVERS),
                Stream.of("load", "rehearse", "redefine").map(command -> "module:" + command + " -a " + FILES),
                Stream.of("list", "tree", "top").map(command -> "server:" + command + " -l module -a " + MODULES),
                Stream.of("load", "rehearse", "upgrade", "rollback").map(command -> "module:" + command
                        + " -l strategy -a '[atomic rolling drain]'"),
                Stream.of("load", "redefine").map(command -> "module:" + command + " -l purge -a '[kill soft]'"),
                Stream.of("module:load -l upgrade -a '[auto load]'", "module:rehearse -l upgrade -a '[auto load]'",
                        "server:list -l revision -a " + VERSIONS,
                        "server:list -l supervisor -a " + SERVERS, "server:list -l sort -a '[name queue handled time]'",
                        "server:top -l sort -a '[queue handled time]'", "server:call -a " + ARGUMENTS_OF_CALL,
                        "server:cast -a " + ARGUMENTS_OF_CALL))
                .flatMap(commands -> commands);
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

    private List<String> messages(List<Object> server) {
        Messages there = messages;
        String name = server.isEmpty() ? "" : String.valueOf(server.get(0));
        boolean answers = there != null && known().anyMatch(info -> info.name().equals(name));
        return answers ? there.names(name) : List.of();
    }

    private Stream<ServerInfo> known() {
        return Optional.ofNullable(servers).stream().flatMap(there -> there.servers().stream());
    }
}
