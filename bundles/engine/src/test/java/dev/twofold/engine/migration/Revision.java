/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A revision as a bundle would be: classes of its own in a class loader of its own, of the same names as in others. */
final class Revision extends ClassLoader {

    private static final String PACKAGE = "m";

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    private static final StandardJavaFileManager FILES = COMPILER.getStandardFileManager(null, null, null);
    private static final Map<String, Map<String, byte[]>> COMPILED = new ConcurrentHashMap<>();

    private final Map<String, Class<?>> types = new ConcurrentHashMap<>();
    private final Map<String, Constructor<?>> constructors = new ConcurrentHashMap<>();
    private final Map<String, byte[]> classes;
    private final String name;
    private final String source;

    private Revision(ClassLoader parent, String name, String source, Map<String, byte[]> classes) {
        super(parent);
        this.name = name;
        this.source = source;
        this.classes = classes;
    }

    /** Compiles declarations into package {@code m}. */
    static Revision of(String source) {
        return new Revision(Revision.class.getClassLoader(), PACKAGE, source, compiled(source));
    }

    /** Compiles many revisions in one go, of which each has a package of its own. */
    static List<Revision> all(List<String> sources) {
        Map<String, String> units = new LinkedHashMap<>();
        sources.forEach(source -> units.put(PACKAGE + units.size(), source));
        Map<String, Map<String, byte[]>> byPackage = new HashMap<>();
        compile(units).forEach((name, bytes) -> byPackage
                .computeIfAbsent(name.substring(0, name.indexOf('.')), fresh -> new HashMap<>()).put(name, bytes));
        return units.entrySet().stream().map(unit -> new Revision(Revision.class.getClassLoader(), unit.getKey(),
                unit.getValue(), byPackage.get(unit.getKey()))).toList();
    }

    /** A revision that takes another one's classes from that. */
    Revision with(String more) {
        Map<String, byte[]> compiled = new HashMap<>(compiled(source + more));
        compiled.keySet().removeAll(classes.keySet());
        return new Revision(this, PACKAGE, source + more, compiled);
    }

    Class<?> type(String simpleName) {
        return types.computeIfAbsent(simpleName, fresh -> {
            try {
                return Class.forName(name + "." + simpleName, true, this);
            } catch (ClassNotFoundException absent) {
                throw new AssertionError(absent);
            }
        });
    }

    Object make(String simpleName, Object... values) {
        try {
            return constructors.computeIfAbsent(simpleName, fresh -> {
                Constructor<?> constructor = type(simpleName).getDeclaredConstructors()[0];
                constructor.setAccessible(true);
                return constructor;
            }).newInstance(values);
        } catch (ReflectiveOperationException failed) {
            throw new AssertionError(failed);
        }
    }

    /** The declarations, for messages. */
    String source() {
        return source;
    }

    Object constant(String type, String name) {
        for (Object constant : type(type).getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw new AssertionError(name);
    }

    /** What a component of a record holds, whoever may see it. */
    static Object get(Object value, String path) {
        try {
            Object at = value;
            for (String name : path.split("\\.")) {
                Method accessor = at.getClass().getDeclaredMethod(name);
                accessor.setAccessible(true);
                at = accessor.invoke(at);
            }
            return at;
        } catch (ReflectiveOperationException failed) {
            throw new AssertionError(failed);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = classes.get(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    private static Map<String, byte[]> compiled(String source) {
        return COMPILED.computeIfAbsent(source, Revision::compile);
    }

    private static Map<String, byte[]> compile(String source) {
        return compile(Map.of(PACKAGE, source));
    }

    private static Map<String, byte[]> compile(Map<String, String> sources) {
        Map<String, ByteArrayOutputStream> compiled = new HashMap<>();
        StringWriter problems = new StringWriter();
        JavaFileManager memory = new ForwardingJavaFileManager<>(FILES) {
            @Override
            public JavaFileObject getJavaFileForOutput(Location location, String name, Kind kind, FileObject sibling) {
                return new SimpleJavaFileObject(URI.create("memory:///" + name.replace('.', '/')), kind) {
                    @Override
                    public OutputStream openOutputStream() {
                        return compiled.computeIfAbsent(name, fresh -> new ByteArrayOutputStream());
                    }
                };
            }
        };
        List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((name, source) -> units.add(unit(name, source)));
        List<String> options = new ArrayList<>(List.of("-proc:none", "-Xlint:none"));
        boolean done = COMPILER.getTask(problems, memory, null, options, null, units).call();
        assertThat(done).as(problems.toString()).isTrue();
        Map<String, byte[]> classes = new HashMap<>();
        compiled.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
        return classes;
    }

    private static JavaFileObject unit(String name, String source) {
        return new SimpleJavaFileObject(URI.create("memory:///" + name + "/M.java"), Kind.SOURCE) {
            @Override
            public boolean isNameCompatible(String simpleName, Kind kind) {
                return true; // any number of public classes in one source
            }

            @Override
            public CharSequence getCharContent(boolean ignoreErrors) {
                return "package " + name + ";\nimport java.util.*;\nimport java.util.function.*;\n" + source;
            }
        };
    }
}
