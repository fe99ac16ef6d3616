/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.GenServer;
import dev.twofold.supervisor.Supervisor;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.util.Map;

/** A revision of {@link PinnedModule}: it has these classes of its own, and takes all others from the tests. */
final class PinnedLoader extends ClassLoader {

    private static final String MODULE = PinnedModule.class.getName();

    private final String version;

    PinnedLoader(String version) {
        super(PinnedLoader.class.getClassLoader());
        this.version = version;
    }

    Map<String, Code<?>> codes(Engine engine) {
        return Map.of("patient", code("patient", "Patient"), "lender", code("lender", "Lender"), "plain",
                code("plain", "Plain"), "boss",
                engine.supervisor("pinned", version, "boss", (Supervisor) make("Boss", mood())));
    }

    private Code<?> code(String type, String name) {
        return new Code<>("pinned", version, type, (GenServer<?>) make(name));
    }

    Object message(String what) {
        return message(what, mood());
    }

    Object message(String what, Object with) {
        return make("Message", what, with);
    }

    Object state() {
        return make("State", mood(), message("argument"));
    }

    Object mood() {
        return type("Mood").getEnumConstants()[0];
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

    private Class<?> type(String name) {
        try {
            return loadClass(MODULE + "$" + name);
        } catch (ClassNotFoundException absent) {
            throw new AssertionError(absent);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(MODULE)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException unreadable) {
            throw new ClassNotFoundException(name, unreadable);
        }
    }
}
