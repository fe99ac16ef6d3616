/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.Messages;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerRegistry;
import dev.twofold.server.Sys;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Commands on servers. They return text and never an object of a module, which a session would keep. */
@Component(service = ServerCommands.class)
@GogoCommand(scope = "server", function = { "list", "call", "state", "suspend", "resume" })
@Descriptor("servers, what they know and what they answer")
public final class ServerCommands {

    private static final String NO_SERVERS = "there are no servers. A server starts with its module (module:list), "
            + "or when a client starts it.";

    private static final String NO_MESSAGES = "its type declares none (@ServerType(messages = ...)).";

    private static final String TIMEOUT = "how many seconds to wait";

    private static final List<Table.Column<ServerInfo>> SERVER = List.of(
            new Table.Column<>("server", ServerInfo::name),
            new Table.Column<>("module", ServerInfo::module),
            new Table.Column<>("type", ServerInfo::type),
            new Table.Column<>("version", ServerInfo::version),
            new Table.Column<>("status", server -> server.status().name().toLowerCase(Locale.ROOT)),
            new Table.Column<>("queue", ServerInfo::queueLength),
            new Table.Column<>("handled", ServerInfo::handled));

    private final ServerRegistry servers;
    private final Sys sys;
    private final Messages messages;

    /**
     * The commands.
     *
     * @param servers finds servers
     * @param sys works on single ones
     * @param messages makes messages of text
     */
    @Activate
    public ServerCommands(@Reference ServerRegistry servers, @Reference Sys sys, @Reference Messages messages) {
        this.servers = servers;
        this.sys = sys;
        this.messages = messages;
    }

    /**
     * Lists the servers.
     *
     * @return the servers by name
     */
    @Descriptor("lists all servers and the revisions that they run")
    public List<ServerInfo> list() {
        return Table.or(NO_SERVERS, SERVER, servers.servers());
    }

    /**
     * Calls a server.
     *
     * @param timeout limit in seconds
     * @param name the server's name
     * @param message simple name of the message's record
     * @param arguments values of the record's components
     * @return the reply as text
     */
    @Descriptor("sends a message to a server and shows the reply")
    public String call(
            @Descriptor(TIMEOUT) @Parameter(names = { "-t", "--timeout" }, absentValue = "5") long timeout,
            @Descriptor("name of the server") String name,
            @Descriptor("simple name of the message, such as Increment") String message,
            @Descriptor("values of the message's components, in their order") String... arguments) {
        ServerRef server = find(name);
        List<String> known = messages.names(name);
        if (!known.contains(message)) {
            throw Names.unknown("message", message, known, NO_MESSAGES);
        }
        return String.valueOf(server.call(messages.parse(name, message, List.of(arguments)), Duration.ofSeconds(
                timeout)));
    }

    /**
     * Shows a server's state.
     *
     * @param timeout limit in seconds
     * @param name the server's name
     * @return the state as its author shows it
     */
    @Descriptor("shows the state of a server")
    public String state(
            @Descriptor(TIMEOUT) @Parameter(names = { "-t", "--timeout" }, absentValue = "5") long timeout,
            @Descriptor("name of the server") String name) {
        return sys.state(find(name), Duration.ofSeconds(timeout));
    }

    /**
     * Suspends a server.
     *
     * @param timeout limit in seconds
     * @param name the server's name
     * @return what was done
     */
    @Descriptor("suspends a server: its messages wait until it is resumed")
    public String suspend(
            @Descriptor(TIMEOUT) @Parameter(names = { "-t", "--timeout" }, absentValue = "5") long timeout,
            @Descriptor("name of the server") String name) {
        sys.suspend(find(name), Duration.ofSeconds(timeout));
        return name + " is suspended; server:resume " + name + " lets it go on";
    }

    /**
     * Lets a suspended server go on.
     *
     * @param name the server's name
     * @return what was done
     */
    @Descriptor("lets a suspended server go on")
    public String resume(@Descriptor("name of the server") String name) {
        sys.resume(find(name));
        return name + " goes on";
    }

    private ServerRef find(String name) {
        return servers.whereis(name).orElseThrow(() -> Names.unknown("server", name,
                servers.servers().stream().map(ServerInfo::name).toList(), NO_SERVERS));
    }
}
