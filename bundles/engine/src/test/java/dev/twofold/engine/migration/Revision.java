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

    private final Map<String, byte[]> classes;
    private final String source;

    private Revision(ClassLoader parent, String source, Map<String, byte[]> classes) {
        super(parent);
        this.source = source;
        this.classes = classes;
    }

    /** Compiles declarations into package {@code m}. */
    static Revision of(String source) {
        return new Revision(Revision.class.getClassLoader(), source, compiled(source));
    }

    /** A revision that takes another one's classes from that. */
    Revision with(String more) {
        Map<String, byte[]> compiled = new HashMap<>(compiled(source + more));
        compiled.keySet().removeAll(classes.keySet());
        return new Revision(this, source + more, compiled);
    }

    Class<?> type(String name) {
        try {
            return Class.forName(PACKAGE + "." + name, true, this);
        } catch (ClassNotFoundException absent) {
            throw new AssertionError(absent);
        }
    }

    Object make(String name, Object... values) {
        try {
            Constructor<?> constructor = type(name).getDeclaredConstructors()[0];
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException failed) {
            throw new AssertionError(failed);
        }
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
        JavaFileObject unit = new SimpleJavaFileObject(URI.create("memory:///M.java"), Kind.SOURCE) {
            @Override
            public boolean isNameCompatible(String simpleName, Kind kind) {
                return true; // any number of public classes in one source
            }

            @Override
            public CharSequence getCharContent(boolean ignoreErrors) {
                return "package " + PACKAGE + ";\nimport java.util.*;\nimport java.util.function.*;\n" + source;
            }
        };
        List<String> options = new ArrayList<>(List.of("-proc:none", "-Xlint:none"));
        boolean done = COMPILER.getTask(problems, memory, null, options, null, List.of(unit)).call();
        assertThat(done).as(problems.toString()).isTrue();
        Map<String, byte[]> classes = new HashMap<>();
        compiled.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
        return classes;
    }
}
