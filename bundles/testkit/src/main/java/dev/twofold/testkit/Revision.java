/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.testkit;

import dev.twofold.annotation.CodeChangeOf;
import dev.twofold.annotation.ServerType;
import dev.twofold.code.CodeChange;
import dev.twofold.engine.Code;
import dev.twofold.engine.Engine;
import dev.twofold.engine.migration.ChangeOffer;
import dev.twofold.server.GenServer;
import dev.twofold.server.ServerSpec;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Supervisor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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

    /**
     * The same with new components, as after the start of a bundle.
     *
     * @param services what constructors want
     * @param engine who runs the supervisors
     */
    Revision started(List<Object> services, Engine engine) {
        Map<String, Type> started = new TreeMap<>();
        List<ChangeOffer<CodeChange>> found = new ArrayList<>();
        for (Component component : file.components()) {
            if (component.provides(GenServer.class) || component.provides(Supervisor.class)) {
                String name = serverType(component);
                if (started.put(name, type(name, component, services, engine)) != null) {
                    throw new IllegalArgumentException("two components of " + this + " have the server type '" + name
                            + "': give each its own in its @ServerType");
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
        checkStarts(started);
        return new Revision(file, loader, started, found);
    }

    private void checkStarts(Map<String, Type> started) {
        Set<String> names = new HashSet<>();
        started.forEach((type, declared) -> declared.start().stream().filter(name -> !names.add(name)).findAny()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(this + " starts two servers with the name '" + name
                            + "': correct the @ServerType of '" + type + "'");
                }));
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

    /**
     * All that its servers run, by server type, with the supervisor at the top.
     *
     * @param engine who runs it
     * @param limit how long each of its children may take to start
     */
    Map<String, Code<?>> codes(Engine engine, Duration limit) {
        Map<String, Code<?>> codes = new HashMap<>();
        types.forEach((name, type) -> codes.put(name, type.code()));
        codes.put(Top.TYPE, engine.supervisor(module(), version().toString(), Top.TYPE, new Top(children(limit))));
        return codes;
    }

    /** What starts with the module, in its order. */
    List<ChildSpec> children(Duration limit) {
        return types.entrySet().stream().flatMap(type -> type.getValue().start().stream().map(name -> ChildSpec.of(name,
                ServerSpec.of(module(), type.getKey()).named(name).initWithin(limit)))).toList();
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
        if (name.equals(Top.TYPE)) {
            throw new IllegalArgumentException("component " + component.type() + " has the server type '" + name
                    + "', which belongs to the platform: give it its own name");
        }
        return name;
    }

    private Type type(String name, Component component, List<Object> services, Engine engine) {
        if (component.provides(GenServer.class) && component.provides(Supervisor.class)) {
            throw new IllegalArgumentException("component " + component.type()
                    + " is a GenServer and a Supervisor: choose one");
        }
        if (component.provides(Supervisor.class)) {
            Supervisor supervisor = create(Supervisor.class, component, services);
            return new Type(engine.supervisor(module(), version().toString(), name, supervisor),
                    component.texts(ServerType.START), List.of(), true);
        }
        GenServer<?> callbacks = create(GenServer.class, component, services);
        return new Type(new Code<>(module(), version().toString(), name, callbacks),
                component.texts(ServerType.START), messages(component), false);
    }

    private List<Class<?>> messages(Component component) {
        List<Class<?>> found = new ArrayList<>();
        for (String name : component.texts(ServerType.MESSAGES)) {
            try {
                found.add(Class.forName(name, false, loader));
            } catch (ClassNotFoundException gone) {
                throw new IllegalArgumentException("component " + component.type() + " names the message " + name
                        + ", which cannot be loaded: correct its @ServerType", gone);
            }
        }
        return found;
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
     * @param messages what clients send
     * @param isSupervisor whether they are supervisors: their state is the engine's own
     */
    record Type(Code<?> code, List<String> start, List<Class<?>> messages, boolean isSupervisor) {
    }
}
