/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.engine.supervisor.SupervisorServer;
import dev.twofold.server.GenServer;
import dev.twofold.server.NonBlocking;
import java.util.Objects;

/**
 * What a server runs: the callbacks of one server type in one revision of a module. Two of them are the same code only if
 * they are the same object.
 *
 * @param <S> the state
 */
public final class Code<S> {

    private final String module;
    private final String version;
    private final String type;
    private final GenServer<S> callbacks;
    private final boolean nonBlocking;
    private final ClassLoader loader;

    /**
     * Code of a revision.
     *
     * @param module name of the module
     * @param version version of the revision, to be shown
     * @param type the server type
     * @param callbacks the callbacks
     */
    public Code(String module, String version, String type, GenServer<S> callbacks) {
        this(module, version, type, callbacks, callbacks.getClass().getClassLoader());
    }

    /** Code whose callbacks are the engine's own, on top of what an author has written. */
    Code(String module, String version, String type, GenServer<S> callbacks, ClassLoader loader) {
        this.module = Objects.requireNonNull(module, "module");
        this.version = Objects.requireNonNull(version, "version");
        this.type = Objects.requireNonNull(type, "type");
        this.callbacks = Objects.requireNonNull(callbacks, "callbacks");
        this.nonBlocking = callbacks.getClass().isAnnotationPresent(NonBlocking.class);
        this.loader = loader;
    }

    /**
     * Name of the module.
     *
     * @return the name
     */
    public String module() {
        return module;
    }

    /**
     * Version of the revision.
     *
     * @return the text to show
     */
    public String version() {
        return version;
    }

    /**
     * The server type.
     *
     * @return its name
     */
    public String type() {
        return type;
    }

    /**
     * The callbacks.
     *
     * @return an object of the revision: do not keep it longer than the code
     */
    public GenServer<S> callbacks() {
        return callbacks;
    }

    boolean isSupervisor() {
        return callbacks instanceof SupervisorServer;
    }

    /** Whether callers may run the callbacks themselves. */
    boolean isNonBlocking() {
        return nonBlocking;
    }

    /**
     * The class loader of what the author has written, and the context class loader for callbacks.
     *
     * @return the revision's class loader
     */
    public ClassLoader loader() {
        return loader;
    }

    /** Module, version and type. */
    @Override
    public String toString() {
        return module + " " + version + " " + type;
    }
}
