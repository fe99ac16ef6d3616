/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.Messages;
import dev.twofold.module.ModuleManager;
import dev.twofold.server.ExitReason;
import dev.twofold.server.Call;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.CallTimeoutException;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerRegistry;
import dev.twofold.server.ServerReport;
import dev.twofold.server.ServerStatus;
import dev.twofold.server.Sys;
import dev.twofold.server.SysEvent;
import dev.twofold.server.Trace;
import dev.twofold.supervisor.Supervisors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Commands on servers. They return text and never an object of a module, which a session would keep. */
@Component(service = ServerCommands.class)
@GogoCommand(scope = "server", function = { "list", "tree", "info", "call", "cast", "state", "suspend", "resume",
        "stop",
        "trace", "log" })
@Descriptor("servers, what they know and what they answer")
public final class ServerCommands extends OurCommands {

    private static final String NO_SERVERS = "there are no servers. A server starts with its module (module:list), "
            + "or when a client starts it.";

    private static final String NO_MESSAGES = "its type declares none (@ServerType(messages = ...)).";

    private static final String OF_MODULE = "only servers of this module";

    private static final Pattern BUNDLE = Pattern.compile("\\d+");

    private static final long LIMIT_OF_TRACE = 5;
    private static final long LIMIT_OF_TREE = 5;

    private static final long HALF_A_SECOND_MS = 500;

    private static final String TIMEOUT = "how many seconds to wait";

    private static final List<Table.Column<ServerInfo>> SERVER = List.of(
            new Table.Column<>("server", ServerInfo::name),
            new Table.Column<>("module", ServerInfo::module),
            new Table.Column<>("type", ServerInfo::type),
            new Table.Column<>("version", ServerInfo::version),
            new Table.Column<>("status", server -> Names.word(server.status())),
            new Table.Column<>("queue", ServerInfo::queueLength),
            new Table.Column<>("handled", ServerInfo::handled));

    private static final List<Table.Column<TreeNode>> TREE = List.of(
            new Table.Column<>("server", TreeNode::indented),
            new Table.Column<>("type", TreeNode::type),
            new Table.Column<>("module", TreeNode::module),
            new Table.Column<>("version", TreeNode::version),
            new Table.Column<>("status", TreeNode::status));

    private static final List<Table.Column<SysEvent>> EVENT = List.of(
            new Table.Column<>("at", event -> Texts.time(event.at())),
            new Table.Column<>("event", event -> Names.word(event.kind())),
            new Table.Column<>("text", event -> Texts.inOneLine(event.text())));

    private final ModuleManager manager;
    private final ServerRegistry servers;
    private final Supervisors supervisors;
    private final Sys sys;
    private final Messages messages;

    /**
     * The commands.
     *
     * @param manager knows which revision is in which slot
     * @param servers finds servers
     * @param supervisors tells who looks after whom
     * @param sys works on single ones
     * @param messages makes messages of text
     */
    @Activate
    public ServerCommands(@Reference ModuleManager manager, @Reference ServerRegistry servers,
            @Reference Supervisors supervisors, @Reference Sys sys, @Reference Messages messages) {
        this.manager = manager;
        this.supervisors = supervisors;
        this.servers = servers;
        this.sys = sys;
        this.messages = messages;
    }

    /**
     * Lists servers.
     *
     * @param module only those of this module
     * @param revision only those that run this revision
     * @param supervisor only this one and those below it
     * @param order how to sort them
     * @return the servers
     * @throws InterruptedException if the operator interrupts the command
     */
    @Descriptor("""
            lists servers and the revisions that they run
            version: that of the revision that it runs
            status: idle, running, suspended, or gated while an upgrade holds its messages back
            queue: how many messages wait; handled: how many it has taken since it started
            time: the part of a second that it was inside of its callbacks, with --sort time, for the busiest""")
    public List<ServerInfo> list(
            @Descriptor(OF_MODULE) @Parameter(names = "--module", absentValue = "") String module,
            @Descriptor("only those that run this revision: old, current or a version") @Parameter(names = "--revision", absentValue = "") String revision,
            @Descriptor("only this supervisor and the servers below it") @Parameter(names = "--supervisor", absentValue = "") String supervisor,
            @Descriptor("name, queue (longest first), handled (most first) or time (longest inside of callbacks first; takes a second)") @Parameter(names = "--sort", absentValue = "name") String order)
            throws InterruptedException {
        Name.refuseUnset(module, revision, supervisor, order);
        List<ServerInfo> all = servers.servers();
        Selection wanted = new Selection(manager, all).module(module).revision(revision).supervisor(supervisor,
                new Tree(servers, supervisors, Duration.ofSeconds(LIMIT_OF_TREE)));
        String ifNone = all.isEmpty() ? NO_SERVERS : "no server is like that; server:list shows all " + all.size();
        return order.equalsIgnoreCase(Names.word(Load.Order.TIME))
                ? byTime(ifNone, wanted.sorted(Names.word(Load.Order.QUEUE)))
                : Table.or(ifNone, SERVER, wanted.sorted(order));
    }

    /** Finds out which servers are busy, and then for how long these are. */
    private Table<ServerInfo> byTime(String ifNone, List<ServerInfo> wanted) throws InterruptedException {
        List<Load> loads;
        try (Counting counting = new Counting(servers, sys)) {
            counting.look(wanted);
            TimeUnit.MILLISECONDS.sleep(HALF_A_SECOND_MS);
            counting.look(again(wanted));
            TimeUnit.MILLISECONDS.sleep(HALF_A_SECOND_MS);
            loads = counting.look(again(wanted)).stream().sorted(Load.Order.TIME.comparator()).toList();
        }
        Map<String, String> times = loads.stream().collect(Collectors.toMap(load -> load.server().name(), load -> Load
                .percent(load.share())));
        List<Table.Column<ServerInfo>> columns = new ArrayList<>(SERVER);
        columns.add(new Table.Column<>("time", server -> times.get(server.name())));
        return Table.or(ifNone, columns, loads.stream().map(Load::server).toList());
    }

    private List<ServerInfo> again(List<ServerInfo> wanted) {
        Set<String> names = wanted.stream().map(ServerInfo::name).collect(Collectors.toSet());
        return servers.servers().stream().filter(server -> names.contains(server.name())).toList();
    }

    /**
     * Shows the supervision trees.
     *
     * @param timeout limit in seconds
     * @param module only the servers of this module
     * @return each server, below its supervisor
     * @throws InterruptedException if the operator interrupts the command
     */
    @Descriptor("""
            shows who supervises whom, with the revisions that they run
            Those below a supervisor stand further right; a child without a process stands in brackets.""")
    public List<TreeNode> tree(
            @Descriptor(TIMEOUT) @Parameter(names = { "-t", "--timeout" }, absentValue = "5") Seconds timeout,
            @Descriptor(OF_MODULE) @Parameter(names = "--module", absentValue = "") String module)
            throws InterruptedException {
        Name.refuseUnset(module);
        String wanted = module.isEmpty() ? "" : new Modules(manager).find(module).name();
        return Table.or(NO_SERVERS, TREE, new Tree(servers, supervisors, Seconds.duration(timeout)).nodes().stream()
                .filter(node -> wanted.isEmpty() || node.module().equals(wanted)).toList());
    }

    /**
     * Tells all about a server.
     *
     * @param timeout limit in seconds
     * @param name the server's name
     * @return the report; without the state if a callback did not return in time
     */
    @Descriptor("shows all that is known of a server, also of one that hangs")
    public ServerReport info(
            @Descriptor(TIMEOUT) @Parameter(names = { "-t", "--timeout" }, absentValue = "5") Seconds timeout,
            @Descriptor("name of the server") Name name) {
        return sys.report(find(name), Seconds.duration(timeout));
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
            @Descriptor(TIMEOUT) @Parameter(names = { "-t", "--timeout" }, absentValue = "5") Seconds timeout,
            @Descriptor("name of the server") Name name,
            @Descriptor("simple name of the message, such as Increment") Name message,
            @Descriptor("values of the message's components, in their order") String... arguments) {
        Duration limit = Seconds.duration(timeout);
        ServerRef server = find(name);
        Object request = message(Name.text(name), Name.text(message), arguments);
        try {
            return String.valueOf(server.call(request, limit));
        } catch (CallTimeoutException late) {
            if (limit.isZero()) {
                throw new IllegalStateException("the message is sent to " + name
                        + ", and with -t 0 nobody waits for the reply", late);
            }
            throw new IllegalStateException(late.getMessage() + "; " + busy(Name.text(name)), late);
        } catch (CallFailedException failed) {
            throw new IllegalStateException(failed.getMessage() + failed.reason().failure().map(failure -> ServerTexts
                    .place(failure) + "; " + afterwards(Name.text(name))).orElse(""), failed);
        }
    }

    /** What an operator should know of a server that has ended. */
    private String afterwards(String name) {
        return servers.whereis(name).isPresent()
                ? "it was started again: server:info " + name + " tells more"
                : "its supervisor may start it again: server:tree shows whether it has, module:why MODULE why not";
    }

    /** What an operator should know of a server that does not answer. */
    private String busy(String name) {
        return servers.servers().stream().filter(server -> server.name().equals(name)).findFirst().map(
                server -> switch (server.status()) {
                    case SUSPENDED -> "it is suspended: server:resume " + name + " lets it go on";
                    case GATED -> "an upgrade holds its messages back: twofold:status shows what becomes of it";
                    case IDLE -> server.queueLength() > 0
                            ? "it is just about to go on"
                            : "it is idle, and has not replied yet: it may have put the reply off (NoReply); server:state "
                                    + name + " shows whether it keeps the call";
                    default -> "it is " + Names.word(server.status()) + ", " + server.queueLength()
                            + (server.queueLength() == 1 ? " message waits" : " messages wait") + ": server:info "
                            + name + " shows where its thread is";
                }).orElse("it has ended meanwhile");
    }

    /**
     * Sends a message to a server and does not wait.
     *
     * @param name the server's name
     * @param message simple name of the message's record
     * @param arguments values of the record's components
     * @return what was done
     */
    @Descriptor("""
            sends a message to a server and waits for nothing
            A message that wants a reply (a dev.twofold.server.Call) is refused: server:call sends it.""")
    public String cast(@Descriptor("name of the server") Name name,
            @Descriptor("simple name of the message, such as Reading") Name message,
            @Descriptor("values of the message's components, in their order") String... arguments) {
        ServerRef server = find(name);
        Object cast = message(Name.text(name), Name.text(message), arguments);
        if (cast instanceof Call<?>) {
            throw new WrongNameException(message
                    + " wants a reply, and a server ends with a cast that it does not"
                    + " know: server:call " + name + " " + message + " sends it");
        }
        server.cast(cast);
        return message + " is sent to " + name;
    }

    private Object message(String server, String message, String... arguments) {
        Name.refuseUnset(arguments);
        List<String> known = messages.names(server);
        if (!known.contains(message)) {
            throw Names.unknown("message", message, known, NO_MESSAGES);
        }
        return messages.parse(server, message, List.of(arguments));
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
            @Descriptor(TIMEOUT) @Parameter(names = { "-t", "--timeout" }, absentValue = "5") Seconds timeout,
            @Descriptor("name of the server") Name name) {
        return sys.state(find(name), Seconds.duration(timeout));
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
            @Descriptor(TIMEOUT) @Parameter(names = { "-t", "--timeout" }, absentValue = "5") Seconds timeout,
            @Descriptor("name of the server") Name name) {
        sys.suspend(find(name), Seconds.duration(timeout));
        return name + " is suspended; server:resume " + name + " lets it go on";
    }

    /**
     * Lets a suspended server go on.
     *
     * @param name the server's name
     * @return what was done
     */
    @Descriptor("lets a suspended server go on")
    public String resume(@Descriptor("name of the server") Name name) {
        ServerRef server = find(name);
        boolean idle = servers.servers().stream().anyMatch(info -> info.name().equals(Name.text(name)) && (info
                .status() == ServerStatus.IDLE || info.status() == ServerStatus.RUNNING));
        sys.resume(server);
        return name + (idle ? " was not suspended" : " goes on");
    }

    /**
     * Ends a server.
     *
     * @param timeout limit in seconds
     * @param reason why
     * @param name the server's name
     * @return what was done
     */
    @Descriptor("""
            ends a server after the messages that wait; its supervisor may start it again
            With the reason kill it ends at once, even if a callback hangs: without terminate, and its callers are told.
            felix:stop stops a bundle.""")
    public String stop(
            @Descriptor(TIMEOUT) @Parameter(names = { "-t", "--timeout" }, absentValue = "5") Seconds timeout,
            @Descriptor("the reason that it ends with") @Parameter(names = "--reason", absentValue = "normal") String reason,
            @Descriptor("name of the server") Name name) {
        Name.refuseUnset(reason);
        if (reason.isBlank()) {
            throw new WrongNameException("--reason takes a text, such as shutdown, and none is given");
        }
        ServerRef server = findNoBundle(name);
        if (reason.equals(ExitReason.KILL.text())) {
            sys.exit(server, ExitReason.KILL);
            return name + " is killed; " + afterwards(Name.text(name));
        }
        try {
            sys.stop(server, ExitReason.of(reason), Seconds.duration(timeout));
        } catch (CallTimeoutException busy) {
            throw new IllegalStateException(busy.getMessage() + "; server:stop --reason kill " + name
                    + " ends it at once, without its terminate", busy);
        }
        return name + " has ended with the reason " + reason + "; " + afterwards(Name.text(name));
    }

    /**
     * Prints what a server does, until the time is over, enough was seen or the operator interrupts the command.
     *
     * @param session where to print
     * @param limit how long to look
     * @param number how many events to show at most
     * @param name the server's name
     * @return how many events there were
     * @throws InterruptedException if the operator interrupts the command
     */
    @Descriptor("prints what a server does as it happens; Ctrl-C ends it")
    public String trace(CommandSession session,
            @Descriptor("how many seconds to look") @Parameter(names = { "-t",
                    "--time" }, absentValue = "10") Seconds limit,
            @Descriptor("how many events to print at most") @Parameter(names = { "-n",
                    "--events" }, absentValue = "100") Count number,
            @Descriptor("name of the server") Name name) throws InterruptedException {
        int most = Count.of(number);
        Events events = new Events(most);
        Live live = Live.of(session);
        long nanos = Seconds.duration(limit).toNanos();
        int printed = 0;
        try (Trace trace = sys.trace(find(name), events, Duration.ofSeconds(LIMIT_OF_TRACE))) {
            long end = System.nanoTime() + nanos;
            while (printed < most) {
                Optional<SysEvent> event = events.next(end - System.nanoTime());
                if (event.isEmpty() && (System.nanoTime() - end >= 0 || !trace.isActive())) {
                    break;
                }
                if (event.isPresent()) {
                    live.line(Texts.line(event.get()));
                    printed++;
                }
            }
        }
        return printed + (printed == 1 ? " event" : " events") + " of " + name;
    }

    /**
     * Shows the last events of a server, and says how many to keep.
     *
     * @param timeout limit in seconds
     * @param keep how many events to keep from now on; nothing changes if it is empty
     * @param name the server's name
     * @return the events, oldest first
     */
    @Descriptor("shows the last events of a server, if they are kept")
    public List<SysEvent> log(
            @Descriptor(TIMEOUT) @Parameter(names = { "-t", "--timeout" }, absentValue = "5") Seconds timeout,
            @Descriptor("keeps so many events from now on; 0 keeps none any more") @Parameter(names = "--keep", absentValue = "") String keep,
            @Descriptor("name of the server") Name name) {
        Name.refuseUnset(keep);
        ServerRef server = find(name);
        Duration limit = Seconds.duration(timeout);
        if (!keep.isEmpty()) {
            sys.log(server, number("--keep", keep), limit);
        }
        return Table.or("no events of " + name + " are kept yet; server:log --keep 20 " + name
                + " keeps the last 20 from then on", EVENT, sys.log(server, limit));
    }

    private static int number(String option, String word) {
        try {
            return Integer.parseUnsignedInt(word);
        } catch (NumberFormatException e) {
            throw new WrongNameException(option + " takes a number from 0 up, not '" + word + "'", e);
        }
    }

    /** Felix has a command of the same name: without a scope the prompt may take ours for it. */
    private ServerRef findNoBundle(Name name) {
        try {
            return find(name);
        } catch (WrongNameException unknown) {
            throw BUNDLE.matcher(Name.text(name)).matches()
                    ? new WrongNameException(unknown.getMessage() + " felix:stop " + name + " stops a bundle.")
                    : unknown;
        }
    }

    private ServerRef find(Name name) {
        return servers.whereis(Name.text(name)).orElseThrow(() -> Names.unknown("server", Name.text(name),
                servers.servers().stream().map(ServerInfo::name).toList(), NO_SERVERS));
    }
}
