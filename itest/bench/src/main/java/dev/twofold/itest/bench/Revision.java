/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.engine.Code;
import dev.twofold.itest.bench.counter.Counter;
import dev.twofold.server.GenServer;
import java.util.HashMap;
import java.util.Map;

/** A revision of the counters as a bundle would be one: with a class loader of its own, so with classes of its own. */
final class Revision extends OwnClasses {

    static final String MODULE = "counters";

    private final String version;

    Revision(int number) {
        super(Counter.class.getPackageName() + ".");
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
}
