/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.engine.Engine;
import dev.twofold.module.Readiness;
import dev.twofold.server.ServerRef;
import java.time.Duration;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.Version;
import org.osgi.service.condition.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What of modules is an OSGi service: the servers that start with them, and that they are there. A server's service is
 * registered once, has properties that never change, and stays until the name goes for good; so nobody who refers to it is
 * disturbed by an upgrade. Registering runs code of other bundles, so it has a thread of its own, and no operation waits for
 * it. Its methods may be called from any thread.
 */
final class Publications {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(2);
    private static final Runnable NOTHING = () -> {};
    private static final Logger LOG = LoggerFactory.getLogger(Publications.class);

    private final BundleContext context;
    private final Engine engine;
    private final SerialQueue queue = new SerialQueue("twofold-services");
    private final Map<String, Published> modules = new HashMap<>(); // for the queue's thread
    private Optional<ServiceRegistration<Condition>> restored = Optional.empty();

    Publications(BundleContext context, Engine engine) {
        this.context = context;
        this.engine = engine;
    }

    /** What is registered for one module. */
    private static final class Published {

        private final Map<String, ServiceRegistration<ServerRef>> servers = new HashMap<>();
        private final Set<String> deleted = new HashSet<>();
        private Optional<ServiceRegistration<Condition>> up = Optional.empty();
        private Version version = Version.emptyVersion;
    }

    /** A module is as it is now. */
    void follow(String module, Optional<Slots> slots) {
        if (slots.isEmpty()) {
            gone(module);
            return;
        }
        Optional<Revision> current = slots.get().current().filter(revision -> !revision.types().isEmpty());
        Map<String, String> names = new HashMap<>();
        current.ifPresent(revision -> revision.children().forEach(child -> names.put(child.id(), child.start()
                .type())));
        Optional<Version> version = current.map(revision -> revision.id().version());
        queue.execute(() -> publish(module, names, version), NOTHING);
    }

    private void publish(String module, Map<String, String> names, Optional<Version> version) {
        Published published = modules.computeIfAbsent(module, name -> new Published());
        names.forEach((name, type) -> publish(published, module, name, type));
        version.ifPresentOrElse(now -> up(published, module, now), () -> down(published));
    }

    private void publish(Published published, String module, String name, String type) {
        if (published.deleted.contains(name) && !isThere(module, name)) {
            return;
        }
        published.deleted.remove(name);
        published.servers.computeIfAbsent(name, key -> context.registerService(ServerRef.class, engine.named(name),
                properties(Map.of(ServerRef.SERVER_NAME, name, ServerRef.SERVER_TYPE, type, ServerRef.MODULE,
                        module))));
    }

    private boolean isThere(String module, String name) {
        return engine.whereis(name).filter(engine.group(module)::contains).isPresent();
    }

    private void up(Published published, String module, Version version) {
        Dictionary<String, Object> properties = properties(
                Map.of(Condition.CONDITION_ID, Readiness.MODULE_PREFIX + module, Readiness.VERSION, version));
        if (published.up.isEmpty()) {
            published.up = Optional.of(context.registerService(Condition.class, Condition.INSTANCE, properties));
        } else if (!published.version.equals(version)) {
            published.up.get().setProperties(properties);
        }
        published.version = version;
    }

    private static void down(Published published) {
        published.up.ifPresent(ServiceRegistration::unregister);
        published.up = Optional.empty();
    }

    /** A module is about to go. */
    void gone(String module) {
        queue.execute(() -> withdraw(modules.remove(module)), NOTHING);
    }

    private static void withdraw(Published published) {
        if (published != null) {
            down(published);
            published.servers.values().forEach(ServiceRegistration::unregister);
        }
    }

    /** Somebody has deleted the child of a module's own supervisor; it may have been added again since. */
    void deleted(String module, String name) {
        queue.execute(() -> {
            Published published = modules.get(module);
            if (published != null && !isThere(module, name)) {
                published.deleted.add(name);
                Optional.ofNullable(published.servers.remove(name)).ifPresent(ServiceRegistration::unregister);
            }
        }, NOTHING);
    }

    /** All modules of the last start have been tried. */
    void restored() {
        queue.execute(() -> restored = Optional.of(context.registerService(Condition.class, Condition.INSTANCE,
                properties(Map.of(Condition.CONDITION_ID, Readiness.RESTORED)))), NOTHING);
    }

    private static Dictionary<String, Object> properties(Map<String, ?> properties) {
        return new Hashtable<>(properties);
    }

    /** Withdraws everything. If somebody hangs who is told, the framework does it with the end of this bundle. */
    void close() {
        queue.execute(() -> {
            restored.ifPresent(ServiceRegistration::unregister);
            modules.values().forEach(Publications::withdraw);
            modules.clear();
        }, NOTHING);
        if (!queue.end(STOP_LIMIT)) {
            LOG.warn("somebody who is told that servers go does not come back within {} s", STOP_LIMIT.toSeconds());
        }
    }
}
