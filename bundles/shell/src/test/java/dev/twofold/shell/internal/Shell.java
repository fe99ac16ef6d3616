/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.CommandSessionListener;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Function;

/** Gogo with our commands, but without OSGi. */
final class Shell implements AutoCloseable {

    private final ThreadIOImpl streams = new ThreadIOImpl();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final CommandProcessorImpl processor;
    private final CommandSession session;
    private final PlatformCommands platform;
    private final Map<String, Object> owners = new HashMap<>();

    Shell(FakeManager manager, FakeServers servers) {
        streams.start();
        processor = new CommandProcessorImpl(streams);
        processor.addConverter(new TextConverter());
        processor.addListener(new Scopes());
        addCommands("module", new ModuleCommands(manager));
        addCommands("module", new SwapCommands(id -> null, manager));
        platform = new PlatformCommands("Twofold 1.2.3", Instant.EPOCH, manager, servers);
        addCommands("twofold", platform);
        addCommands("module", new WatchCommand(manager, manager::listen));
        addCommands("server", new TopCommand(manager, servers, servers));
        addCommands("gogo", new HelpCommand());
        addCommands("twofold", new UnknownCommand());
        addCommands("server", new ServerCommands(manager, servers, servers.supervisors(), servers, servers));
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        session = processor.createSession(new ByteArrayInputStream(new byte[0]), out, out);
    }

    void addCommands(String scope, Object commands) {
        Arrays.stream(commands.getClass().getDeclaredMethods()).filter(method -> Modifier.isPublic(method
                .getModifiers()))
                .map(Method::getName).map(name -> name.replaceFirst("^_", "")).distinct().forEach(function -> {
                    processor.addCommand(scope, commands, function);
                    owners.put(scope + ":" + function, commands);
                });
    }

    /** As when the manager's bundle is stopped: Gogo keeps the name. */
    void removeCommand(String scope, String function) {
        processor.removeCommand(scope, function, owners.get(scope + ":" + function));
    }

    void put(String variable, Object value) {
        session.put(variable, value);
    }

    Object get(String variable) {
        return session.get(variable);
    }

    PlatformCommands platform() {
        return platform;
    }

    Object run(String line) throws Exception {
        return session.execute(line);
    }

    /** What an operator sees. */
    String show(String line) throws Exception {
        return session.format(run(line), Converter.INSPECT).toString();
    }

    /** What a listener makes of a session that has a table of completions. */
    List<String> completions(CommandSessionListener listener) throws Exception {
        Complete complete = new Complete();
        processor.addCommand("gogo", complete, "complete");
        processor.addListener(listener);
        session.put(Completions.TABLE, new HashMap<>());
        run("module:list");
        run("module:list");
        processor.removeListener(listener);
        return complete.asked;
    }

    /** From now on there is a terminal. */
    void onTerminal(int columns, int lines) {
        session.put("#TERM", (Function) (asking, arguments) -> "xterm");
        session.put("#COLUMNS", (Function) (asking, arguments) -> columns);
        session.put("#LINES", (Function) (asking, arguments) -> lines);
    }

    /** The names of all commands. */
    Set<?> commands() {
        return (Set<?>) session.get(".commands");
    }

    /** Stands for the command of that name of a shell on a terminal. */
    public static final class Complete {

        private final List<String> asked = new ArrayList<>();

        /** Notes its arguments. */
        public void complete(Object... arguments) {
            asked.add(Arrays.stream(arguments).map(String::valueOf).collect(Collectors.joining(" ")));
        }
    }

    /** What was printed so far, apart from values. */
    String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        session.close();
        processor.stop();
        streams.stop();
    }
}
