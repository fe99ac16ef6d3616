/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.code.CodeChange;
import dev.twofold.server.GenServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Builds revisions of a module: what a build makes of the sources of an author. */
final class Build {

    private static final String IMPORTS = """
            package m;
            import dev.twofold.code.*;
            import dev.twofold.server.*;
            import dev.twofold.supervisor.*;
            import java.util.*;
            """;

    private final String module;
    private final String version;
    private final StringBuilder source = new StringBuilder(IMPORTS);
    private final List<String> components = new ArrayList<>();
    private String optIn = "osgi.extender;filter:=\"(&(osgi.extender=twofold)(version>=1.0.0))\"";

    private Build(String module, String version) {
        this.module = module;
        this.version = version;
    }

    static Build of(String version) {
        return new Build("counter", version);
    }

    static Build of(String module, String version) {
        return new Build(module, version);
    }

    /**
     * A revision of a counter, which adds up the numbers that are sent to it.
     *
     * @param fields the components of its state; the first is {@code long count}
     * @param first the values of the first state
     * @param next those of the next one, made from {@code state} and {@code by}
     * @param properties of its component, beside {@code server.type} and {@code server.start}
     */
    static Build counter(String version, String fields, String first, String next, String... properties) {
        return of(version).server("""
                record State(%s) {}
                public class Counter implements GenServer<State> {
                    public Init<State> init(Object argument, ServerContext context) {
                        return Init.ok(new State(%s));
                    }
                    public Answer<State> handleCall(Object request, From from, State state, ServerContext context) {
                        State next = next(state, (Long) request);
                        return new Reply<>(next.count(), next);
                    }
                    public Next<State> handleCast(Object message, State state, ServerContext context) {
                        return new NoReply<>(next(state, (Long) message));
                    }
                    private static State next(State state, long by) {
                        return new State(%s);
                    }
                }
                """.formatted(fields, first, next),
                Stream.concat(Stream.of("server.start=counter"), Stream.of(properties)).toArray(String[]::new));
    }

    Build source(String more) {
        source.append(more);
        return this;
    }

    /** Adds the class {@code Counter}, as the component of the server type {@code counter}. */
    Build server(String declarations, String... properties) {
        return source(declarations).component("Counter", GenServer.class,
                Stream.concat(Stream.of("server.type=counter"), Stream.of(properties)).toArray(String[]::new));
    }

    /** Adds a code change whose body is a statement over {@code old}. */
    Build change(String name, String from, String to, String body, String... properties) {
        source("""
                public class %s implements CodeChange {
                    public Object codeChange(StateView old, ChangeContext context) {
                        %s
                    }
                }
                """.formatted(name, body));
        return component(name, CodeChange.class, Stream.concat(
                Stream.of("module=", "server.type=", "from=" + from, "to=" + to), Stream.of(properties))
                .toArray(String[]::new));
    }

    Build component(String name, Class<?> service, String... properties) {
        return componentXml("name=\"%s\"".formatted(name), """
                %s\
                <service><provide interface="%s"/></service>
                <implementation class="m.%s"/>
                """.formatted(Stream.of(properties).map(Build::property).collect(Collectors.joining()),
                service.getName(), name));
    }

    Build componentXml(String attributes, String body) {
        components.add("""
                <?xml version="1.0" encoding="UTF-8"?>
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" %s>
                %s
                </scr:component>
                """.formatted(attributes, body));
        return this;
    }

    Build rawXml(String xml) {
        components.add(xml);
        return this;
    }

    Build withoutOptIn() {
        optIn = "osgi.ee;filter:=\"(osgi.ee=JavaSE)\"";
        return this;
    }

    /** The content of the jar in a folder. */
    Path folder(Path parent) {
        try {
            Path folder = Files.createTempDirectory(parent, module);
            compile(folder);
            Files.createDirectories(folder.resolve("OSGI-INF"));
            for (int i = 0; i < components.size(); i++) {
                Files.writeString(folder.resolve("OSGI-INF/m" + i + ".xml"), components.get(i));
            }
            Files.createDirectories(folder.resolve("META-INF"));
            Files.writeString(folder.resolve("META-INF/MANIFEST.MF"), manifest());
            return folder;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Path jar(Path parent) {
        Path folder = folder(parent);
        Path jar = folder.resolveSibling(folder.getFileName() + "-" + version + ".jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files
                        .walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(folder.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
            }
            return jar;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String manifest() {
        return """
                Manifest-Version: 1.0
                Bundle-ManifestVersion: 2
                Bundle-SymbolicName: %s
                Bundle-Version: %s
                Require-Capability: %s
                Service-Component: OSGI-INF/*.xml
                """.formatted(module, version, optIn);
    }

    private static String property(String pair) {
        String[] parts = pair.split("=", 2);
        return "<property name=\"%s\" type=\"String\">%s</property>%n".formatted(parts[0], parts[1]);
    }

    private void compile(Path folder) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter problems = new StringWriter();
        JavaFileObject unit = new SimpleJavaFileObject(URI.create("memory:///M.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public boolean isNameCompatible(String simpleName, JavaFileObject.Kind kind) {
                return true; // any number of public classes in one source
            }

            @Override
            public CharSequence getCharContent(boolean ignoreErrors) {
                return source;
            }
        };
        List<String> options = List.of("-proc:none", "-Xlint:none", "-d", folder.toString());
        boolean done = compiler.getTask(problems, null, null, options, null, List.of(unit)).call();
        assertThat(done).as(problems.toString()).isTrue();
        Files.createDirectories(folder.resolve("m"));
        try (OutputStream resource = Files.newOutputStream(folder.resolve("m/version.txt"))) {
            resource.write(version.getBytes());
        }
    }
}
