/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.engine.Code;
import dev.twofold.itest.bench.meter.OldMeter;
import dev.twofold.server.GenServer;
import java.util.HashMap;
import java.util.Map;

/** One of two revisions of the meters, with classes of its own. */
final class MeterRevision {

    static final String MODULE = "meters";

    private final ClassLoader loader = new OwnClasses(OldMeter.class.getPackageName() + ".");
    private final Map<String, Code<?>> codes = new HashMap<>();

    /**
     * A revision.
     *
     * @param which {@code Old} or {@code New}
     */
    MeterRevision(String which) throws ReflectiveOperationException {
        for (ServerKind kind : ServerKind.values()) {
            String name = (kind == ServerKind.PLAIN ? "" : "NonBlocking") + which + "MeterServer";
            GenServer<?> callbacks = (GenServer<?>) type(name).getConstructor().newInstance();
            codes.put(kind.type(), new Code<>(MODULE, which, kind.type(), callbacks));
        }
    }

    Class<?> type(String name) throws ClassNotFoundException {
        return loader.loadClass(OldMeter.class.getPackageName() + "." + name);
    }

    ClassLoader loader() {
        return loader;
    }

    Map<String, Code<?>> codes() {
        return codes;
    }
}
