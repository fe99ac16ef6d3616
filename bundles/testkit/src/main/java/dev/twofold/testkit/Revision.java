/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.testkit;

import dev.twofold.annotation.CodeChangeOf;
import dev.twofold.annotation.ServerType;
import dev.twofold.code.CodeChange;
import dev.twofold.engine.Code;
import dev.twofold.engine.migration.ChangeOffer;
import dev.twofold.server.GenServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** A revision with its classes. Immutable; one that is stopped has no components, and can be started again. */
final class Revision {

    private final ModuleFile file;
    private final RevisionLoader loader;
    private final Map<String, Type> types;
    private final List<ChangeOffer<CodeChange>> changes;

    private Revision(ModuleFile file, RevisionLoader loader, Map<String, Type> types,
            List<ChangeOffer<CodeChange>> changes) {
        this.file = file;
        this.loader = loader;
        this.types = types;
        this.changes = changes;
    }

    /** A revision that is not started. */
    static Revision of(ModuleFile file, Set<String> modulePackages) {
        modulePackages.addAll(file.packages());
        return new Revision(file, new RevisionLoader(file, modulePackages), Map.of(), List.of());
    }

    /** The same with new components, as after the start of a bundle. */
    Revision started(List<Object> services) {
        Map<String, Type> started = new TreeMap<>();
        List<ChangeOffer<CodeChange>> found = new ArrayList<>();
        for (Component component : file.components()) {
            if (component.provides(GenServer.class)) {
                String name = serverType(component);
                if (started.put(name, type(name, component, services)) != null) {
                    throw new IllegalArgumentException("two components of " + this + " have the server type '" + name
                            + "'");
                }
            }
            if (component.provides(CodeChange.class)) {
                found.add(candidate(component, services));
            }
        }
        if (started.isEmpty()) {
            throw new IllegalArgumentException(this + " has no server type: write a component with"
                    + " @Component(service = GenServer.class) and @ServerType");
        }
        return new Revision(file, loader, started, found);
    }

    /** The same without components, as after the stop of its bundle. */
    Revision stopped() {
        return new Revision(file, loader, Map.of(), List.of());
    }

    String module() {
        return file.module();
    }

    Version version() {
        return file.version();
    }

    ClassLoader loader() {
        return loader;
    }

    Map<String, Type> types() {
        return types;
    }

    Map<String, Code<?>> codes() {
        Map<String, Code<?>> codes = new HashMap<>();
        types.forEach((name, type) -> codes.put(name, type.code()));
        return codes;
    }

    List<ChangeOffer<CodeChange>> changes() {
        return changes;
    }

    /** Lets go of the file. Classes that were not loaded before are not found any more. */
    void close() {
        loader.close();
    }

    /** Module and version. */
    @Override
    public String toString() {
        return file.module() + " " + file.version();
    }

    private String serverType(Component component) {
        String name = component.text(ServerType.TYPE);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("component " + component.type() + " has no property " + ServerType.TYPE
                    + ": annotate it with @ServerType");
        }
        return name;
    }

    private Type type(String name, Component component, List<Object> services) {
        GenServer<?> callbacks = create(GenServer.class, component, services);
        return new Type(new Code<>(module(), version().toString(), name, callbacks), component.texts(ServerType.START));
    }

    private ChangeOffer<CodeChange> candidate(Component component, List<Object> services) {
        CodeChange change = create(CodeChange.class, component, services);
        String module = component.text(CodeChangeOf.MODULE);
        String ranking = component.text("service.ranking");
        try {
            return new ChangeOffer<>(component.type() + " of " + this, change, module.isEmpty() ? module() : module,
                    component.text(ServerType.TYPE), new VersionRange(component.text(CodeChangeOf.FROM)),
                    new VersionRange(component.text(CodeChangeOf.TO)),
                    ranking.isEmpty() ? 0 : Integer.parseInt(ranking));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("component " + component.type() + " has no ranges of versions in its"
                    + " properties 'from' and 'to', or no number in 'service.ranking': annotate it with @CodeChangeOf",
                    wrong);
        }
    }

    private <T> T create(Class<T> service, Component component, List<Object> services) {
        Object made = component.create(loader, services);
        if (!service.isInstance(made)) {
            throw new IllegalArgumentException("component " + component.type() + " was built against another copy of "
                    + service.getName() + ": import the API instead of containing it");
        }
        return service.cast(made);
    }

    /**
     * A server type.
     *
     * @param code what its servers run
     * @param start names of the servers that start with the module
     */
    record Type(Code<?> code, List<String> start) {
    }
}
