/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.engine.Code;
import dev.twofold.itest.bench.counter.Counter;
import dev.twofold.server.GenServer;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/** A revision of the counters as a bundle would be one: with a class loader of its own, so with classes of its own. */
final class Revision extends ClassLoader {

    static final String MODULE = "counters";

    private static final String OWN_PACKAGE = Counter.class.getPackageName() + ".";

    private final String version;

    Revision(int number) {
        super(Revision.class.getClassLoader());
        version = "1." + number;
    }

    /** New callbacks for each server type. */
    Map<String, Code<?>> codes() throws ReflectiveOperationException {
        Map<String, Code<?>> codes = new HashMap<>();
        for (ServerKind kind : ServerKind.values()) {
            GenServer<?> callbacks = (GenServer<?>) loadClass(kind.callbacks()).getConstructor().newInstance();
            codes.put(kind.type(), new Code<>(MODULE, version, kind.type(), callbacks));
        }
        return codes;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OWN_PACKAGE)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
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
