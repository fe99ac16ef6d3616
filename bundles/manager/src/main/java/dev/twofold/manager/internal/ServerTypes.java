/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.annotation.ServerType;
import dev.twofold.engine.Code;
import dev.twofold.engine.Engine;
import dev.twofold.server.GenServer;
import dev.twofold.supervisor.Supervisor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** Which server types an active bundle provides: its services {@link GenServer} and {@link Supervisor}. */
final class ServerTypes {

    private static final List<String> KINDS = List.of(GenServer.class.getName(), Supervisor.class.getName());

    private final BundleContext context;
    private final Components components;
    private final Engine engine;
    private final Policies policies;

    ServerTypes(BundleContext context, Components components, Engine engine, Policies policies) {
        this.context = context;
        this.components = components;
        this.engine = engine;
        this.policies = policies;
    }

    static List<ServiceReference<?>> services(Bundle bundle) {
        ServiceReference<?>[] services = bundle.getRegisteredServices();
        return Arrays.stream(services == null ? new ServiceReference<?>[0] : services)
                .filter(service -> !kinds(service).isEmpty()).toList();
    }

    private static List<String> kinds(ServiceReference<?> service) {
        List<String> all = List.of((String[]) service.getProperty(Constants.OBJECTCLASS));
        return KINDS.stream().filter(all::contains).toList();
    }

    /** A revision whose bundle is active, with its server types and the supervisor over its servers. */
    Revision complete(Revision revision) throws RefusedException {
        Map<String, Revision.Type> types = types(revision);
        Revision complete = new Revision(revision.jar(), revision.bundle(), types, Optional.empty());
        Code<?> top = engine.supervisor(revision.id().module(), revision.id().version().toString(),
                TopSupervisor.TYPE, new TopSupervisor(revision.id().module(), complete.children(), policies));
        return new Revision(revision.jar(), revision.bundle(), types, Optional.of(top));
    }

    /**
     * Whether an active bundle still provides what it did when it was started. It does not if somebody has refreshed it, or
     * if one of its components was activated anew. Activates none: it may hang.
     */
    boolean areSame(Revision revision) {
        List<ServiceReference<?>> services = services(revision.bundle());
        return services.size() == revision.types().size() && services.stream()
                .allMatch(service -> revision.types().values().stream()
                        .anyMatch(type -> service.getProperty(Constants.SERVICE_ID).equals(type.serviceId())));
    }

    private Map<String, Revision.Type> types(Revision revision) throws RefusedException {
        Map<String, Revision.Type> types = new TreeMap<>();
        Set<String> names = new HashSet<>();
        for (ServiceReference<?> service : services(revision.bundle())) {
            String type = typeOf(service);
            if (types.put(type, type(revision, type, service)) != null) {
                throw new RefusedException("two of its components have the server type '" + type
                        + "': give each its own");
            }
            for (String name : types.get(type).start()) {
                check(type, name, names);
            }
        }
        return types;
    }

    /** A server that cannot load what clients send ends with the first of these. */
    private static void checkMessages(Revision.Type type) throws RefusedException {
        for (String name : type.messages()) {
            try {
                Class.forName(name, false, type.code().loader());
            } catch (ClassNotFoundException | LinkageError missing) {
                throw new RefusedException("its server type '" + type.code().type() + "' takes the message " + name
                        + " and cannot load it: import its package, or correct messages in its @ServerType");
            }
        }
    }

    private static void check(String type, String name, Set<String> names) throws RefusedException {
        if (name.isBlank()) {
            throw new RefusedException("its server type '" + type + "' starts a server with an empty name: correct its"
                    + " @ServerType");
        }
        if (!names.add(name)) {
            throw new RefusedException("it starts two servers with the name '" + name
                    + "': correct one of its @ServerType");
        }
    }

    private static String typeOf(ServiceReference<?> service) throws RefusedException {
        if (!(service.getProperty(ServerType.TYPE) instanceof String type) || type.isBlank()) {
            throw new RefusedException("one of its " + simpleName(kinds(service).get(0))
                    + " components has no property " + ServerType.TYPE + ": annotate it with @ServerType");
        }
        if (type.equals(TopSupervisor.TYPE)) {
            throw new RefusedException("the server type '" + type + "' belongs to the platform: give it its own name");
        }
        return type;
    }

    private Revision.Type type(Revision revision, String type, ServiceReference<?> reference) throws RefusedException {
        Object service = service(revision, type, reference);
        Revision.Type found = new Revision.Type((Long) reference.getProperty(Constants.SERVICE_ID), service, code(
                revision, type, service), texts(reference,
                        ServerType.START),
                texts(reference, ServerType.MESSAGES));
        checkMessages(found);
        return found;
    }

    private Object service(Revision revision, String type, ServiceReference<?> reference) throws RefusedException {
        if (!reference.isAssignableTo(context.getBundle(), kinds(reference).get(0))) {
            throw new RefusedException("its server type '" + type + "' was built against another copy of the API:"
                    + " import dev.twofold.server and dev.twofold.supervisor instead of containing them");
        }
        Object service = context.getService(reference);
        if (service == null) {
            throw new RefusedException("its server type '" + type + "' could not be activated: "
                    + components.failure(revision.bundle(), reference));
        }
        if (service instanceof GenServer<?> && service instanceof Supervisor) {
            throw new RefusedException("its server type '" + type + "' is a GenServer and a Supervisor: choose one");
        }
        return service;
    }

    private Code<?> code(Revision revision, String type, Object service) {
        String module = revision.id().module();
        String version = revision.id().version().toString();
        return service instanceof Supervisor supervisor
                ? engine.supervisor(module, version, type, supervisor)
                : new Code<>(module, version, type, (GenServer<?>) service);
    }

    private static List<String> texts(ServiceReference<?> service, String property) {
        Object value = service.getProperty(property);
        if (value instanceof String[] texts) {
            return List.of(texts);
        }
        return value instanceof String text ? List.of(text) : List.of();
    }

    private static String simpleName(String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }
}
