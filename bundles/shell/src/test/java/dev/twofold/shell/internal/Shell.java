/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;

/** Gogo with our commands, but without OSGi. */
final class Shell implements AutoCloseable {

    private final ThreadIOImpl streams = new ThreadIOImpl();
    private final CommandProcessorImpl processor;
    private final CommandSession session;

    Shell(FakeManager manager, FakeServers servers) {
        streams.start();
        processor = new CommandProcessorImpl(streams);
        processor.addConverter(new TextConverter());
        addCommands("module", new ModuleCommands(manager));
        addCommands("module", new SwapCommands(manager));
        addCommands("server", new ServerCommands(servers, servers, servers));
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        session = processor.createSession(new ByteArrayInputStream(new byte[0]), nowhere, nowhere);
    }

    private void addCommands(String scope, Object commands) {
        Arrays.stream(commands.getClass().getDeclaredMethods()).filter(method -> Modifier.isPublic(method
                .getModifiers()))
                .map(Method::getName).distinct().forEach(function -> processor.addCommand(scope, commands, function));
    }

    Object run(String line) throws Exception {
        return session.execute(line);
    }

    /** What an operator sees. */
    String show(String line) throws Exception {
        return session.format(run(line), Converter.INSPECT).toString();
    }

    @Override
    public void close() {
        session.close();
        processor.stop();
        streams.stop();
    }
}
