/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.engine.Engine;
import dev.twofold.module.Messages;
import dev.twofold.manager.internal.Policies.Defaults;
import dev.twofold.module.ModuleManager;
import dev.twofold.module.ModulePolicy;
import dev.twofold.module.PurgePolicy;
import dev.twofold.module.SwapListener;
import dev.twofold.module.SwapStrategy;
import dev.twofold.module.UpgradePolicy;
import dev.twofold.server.GenServer;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ModuleFolder;
import dev.twofold.server.ServerRegistry;
import dev.twofold.server.Sys;
import dev.twofold.supervisor.Supervisor;
import dev.twofold.supervisor.Supervisors;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rim: puts the parts together, hooks first, and publishes the services once the modules of the last start are listed.
 * Framework callbacks only enqueue.
 */
@Component(service = {}, immediate = true, configurationPid = ManagerComponent.PID)
@Designate(ocd = ManagerComponent.Config.class)
@Capability(namespace = "osgi.service", attribute = "objectClass:List<String>=\"dev.twofold.module.ModuleManager,dev.twofold.module.Messages,dev.twofold.server.ModuleFolder,dev.twofold.server.ServerRegistry,dev.twofold.server.Sys,dev.twofold.supervisor.Supervisors\"")
public final class ManagerComponent {

    static final String PID = "twofold.manager";

    /** Framework property with the data folder, for launchers; the configuration goes before it. */
    private static final String DATA_FOLDER = "twofold.data.dir";

    /** Modules keep their files below; not in the store, which cleans up after itself. */
    private static final String MODULE_FILES = "files";
    private static final long COMPLETE_LIMIT_MS = 5_000;
    private static final long GATE_LIMIT_MS = 1_000;
    private static final long CHANGE_LIMIT_MS = 10_000;
    private static final long GRACE_LIMIT_MS = 3_000;
    private static final long STOP_LIMIT_MS = 5_000;
    private static final int RESTARTS = 1;
    private static final long RESTARTS_PERIOD_MS = 5_000;
    private static final long MAX_JAR_BYTES = 268_435_456;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
    private static final Logger LOG = LoggerFactory.getLogger(ManagerComponent.class);

    private final Engine engine;
    private final Policies policies;
    private final Modules modules;
    private final Bounded bounded = new Bounded();
    private final ModuleServers servers;
    private final SerialQueue queue = new SerialQueue("twofold-manager");
    private final List<ServiceRegistration<?>> registrations = new CopyOnWriteArrayList<>();
    private final RevisionHook hook = new RevisionHook();
    private final OwnHands hands = new OwnHands();
    private final Holds holds;
    private final Announcements announcements = new Announcements();
    private final UnderWay underWay = new UnderWay();
    private final Publications publications;
    private final CurrentConditions conditions;
    private final PurgeWatch watch;
    private final BundleContext context;
    private final SwapCoordinator coordinator;
    private final ForeignHands foreignHands;
    private final Clock clock = Clock.systemUTC();
    private final DataFolder folder;
    private final CountDownLatch frameworkStarted = new CountDownLatch(1);
    private final FrameworkListener started = this::frameworkEvent;
    private final BundleListener changed = this::bundleEvent;
    private final ServiceListener activated = this::serviceEvent;

    /** Configuration of the manager. */
    @ObjectClassDefinition(name = "Twofold manager", description = "Modules, their revisions and swaps")
    public @interface Config {

        /** Folder of the store; counts at the start only. */
        @AttributeDefinition(name = "Data folder", description = "Folder for the jars of both slots and which is which;"
                + " empty for the framework property twofold.data.dir, or data/twofold")
        String data_dir() default "";

        /** What becomes of servers that run. */
        @AttributeDefinition(name = "Upgrade", description = "What a load does to servers that run: auto (they go over) or"
                + " load (they stay)", options = { @Option("auto"), @Option("load") })
        String upgrade() default "auto";

        /** What becomes of servers that run the oldest revision. */
        @AttributeDefinition(name = "Purge", description = "What a third load does to servers that run the oldest"
                + " revision: kill, or soft (it is refused)", options = { @Option("kill"), @Option("soft") })
        String purge() default "kill";

        /** How servers go over. */
        @AttributeDefinition(name = "Strategy", description = "How servers go over: atomic, rolling or drain", options = {
                @Option("atomic"), @Option("rolling"), @Option("drain") })
        String strategy() default "atomic";

        /** Limit for a revision's components. */
        @AttributeDefinition(name = "Completion limit (ms)", description = "How long a revision's components may take to"
                + " become satisfied")
        long complete_limit_ms() default COMPLETE_LIMIT_MS;

        /** Limit for closing the gate. */
        @AttributeDefinition(name = "Gate limit (ms)", description = "How long servers may take to come to rest")
        long gate_limit_ms() default GATE_LIMIT_MS;

        /** Limit for converting states. */
        @AttributeDefinition(name = "Change limit (ms)", description = "How long changing all states may take")
        long change_limit_ms() default CHANGE_LIMIT_MS;

        /** How long to wait for a bundle that somebody else has stopped. */
        @AttributeDefinition(name = "Grace limit (ms)", description = "How long servers are held when somebody else stops or"
                + " updates the bundle of their module")
        long grace_limit_ms() default GRACE_LIMIT_MS;

        /** Limit for servers that are asked to end. */
        @AttributeDefinition(name = "Stop limit (ms)", description = "How long servers may take to end; then they are"
                + " killed")
        long stop_limit_ms() default STOP_LIMIT_MS;

        /** Restarts that a module survives. */
        @AttributeDefinition(name = "Restarts", description = "How many of a module's servers may be started again within"
                + " the restart period; with one more all of them end")
        int restarts() default RESTARTS;

        /** For how long a restart counts. */
        @AttributeDefinition(name = "Restart period (ms)", description = "For how long a restart counts")
        long restarts_period_ms() default RESTARTS_PERIOD_MS;

        /** Largest jar. */
        @AttributeDefinition(name = "Largest jar (bytes)", description = "Larger ones are refused")
        long max_jar_bytes() default MAX_JAR_BYTES;
    }

    /**
     * Puts the manager together.
     *
     * @param context the bundle's context
     * @param runtime tells which components a revision has
     * @param config the configuration
     * @param properties the same as it was written
     */
    @Activate
    public ManagerComponent(BundleContext context, @Reference ServiceComponentRuntime runtime, Config config,
            Map<String, Object> properties) {
        this.context = context;
        Values values = new Values(PID, properties);
        this.policies = new Policies(defaults(config, values));
        this.engine = new Engine(dataFolder(config).resolve(MODULE_FILES));
        this.holds = new Holds(engine);
        this.servers = new ModuleServers(engine, bounded, holds);
        this.publications = new Publications(context, engine);
        this.watch = new PurgeWatch(context, engine, clock, announcements::collected);
        this.modules = new Modules(engine, policies, watch);
        modules.whenRemoved(publications::gone);
        this.conditions = new CurrentConditions(context, policies, bounded);
        Components components = new Components(runtime);
        Disk disk = new Disk();
        Store store = new Store(dataFolder(config),
                values.number("max.jar.bytes", config::max_jar_bytes, MAX_JAR_BYTES, 1).orElse(MAX_JAR_BYTES), disk);
        Journal journal = new Journal(store.folder(), disk);
        this.folder = new DataFolder(store, journal, disk);
        ServerTypes types = new ServerTypes(context, components, engine, policies);
        Loader loader = new Loader(context, components, types, hook, policies, watch, hands, bounded);
        Ledger ledger = new Ledger(store, modules);
        Exchange exchange = new Exchange(context, components, engine, ledger, holds);
        Residents residents = new Residents(loader, modules, servers, this::idle);
        Exclusive exclusive = new Exclusive(loader, modules, engine, exchange, holds, policies, this::held);
        Loading loading = new Loading(
                new Entering(store, ledger, modules, residents, servers, exchange, exclusive, policies), ledger,
                modules,
                servers, exchange, policies);
        Removal removal = new Removal(store, modules, residents, servers, policies, holds);
        Restoring restoring = new Restoring(folder, store, loader, types, modules, residents, servers, policies);
        Refusals refusals = new Refusals();
        Operations operations = new Operations(queue, clock, restoring, removal, residents, modules, refusals, journal,
                announcements, publications, conditions, underWay);
        this.foreignHands = new ForeignHands(queue, clock, operations, loading, restoring,
                new InPlace(loader, store, modules, servers, types, exchange, holds, policies), holds, hands, policies,
                modules, refusals);
        this.coordinator = new SwapCoordinator(queue, operations, loading, removal, new Rehearsals(loading, clock,
                underWay),
                restoring, residents, modules, refusals,
                new MissingServers(modules, servers, restoring, policies, underWay, clock), publications, watch,
                journal, underWay);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addSettings(ModuleSettings settings) {
        policies.add(settings);
    }

    void removeSettings(ModuleSettings settings) {
        policies.remove(settings);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addListener(SwapListener listener) {
        announcements.add(listener);
    }

    void removeListener(SwapListener listener) {
        announcements.remove(listener);
    }

    private void idle(String module) {
        coordinator.idle(module);
    }

    private void held(String module) {
        foreignHands.held(module);
    }

    private void childDeleted(ServerRef supervisor, String id) {
        TopSupervisor.moduleOf(supervisor.name()).ifPresent(module -> publications.deleted(module, id));
    }

    /** Begins, now that the configurations of modules are known. */
    @Activate
    void start() {
        watch.start();
        register(FindHook.class, conditions);
        register(EventListenerHook.class, conditions);
        register(CollisionHook.class, new RevisionCollisionHook(context.getBundle()));
        register(ResolverHookFactory.class, hook);
        context.addFrameworkListener(started);
        context.addBundleListener(changed);
        listenTo(GenServer.class, Supervisor.class);
        releaseWhenStarted();
        Stream.of(context.getBundles()).filter(ManagerComponent::isForeign)
                .forEach(bundle -> foreignHands.foreign(bundle, true));
        coordinator.restore(frameworkStarted, () -> {
            register(ServerRegistry.class, engine);
            register(Sys.class, engine.sys());
            registrations.add(context.registerService(ModuleFolder.class, new ModuleFolderFactory(engine), null));
            register(Supervisors.class, new WatchedSupervisors(engine.supervisors(), this::childDeleted));
            register(Messages.class, new ProtocolMessages(engine, modules));
            register(ModuleManager.class, coordinator);
        });
    }

    @Modified
    void modified(Config config, Map<String, Object> properties) {
        policies.defaults(defaults(config, new Values(PID, properties)));
    }

    /** Stops the manager: what waits in its queue is cancelled, and all servers end. */
    @Deactivate
    void stop() {
        context.removeServiceListener(activated);
        context.removeBundleListener(changed);
        context.removeFrameworkListener(started);
        holds.releaseAll();
        if (!queue.stop(STOP_LIMIT)) {
            LOG.error("an operation on modules did not end within {} s and is abandoned", STOP_LIMIT.toSeconds());
        }
        for (int i = registrations.size() - 1; i >= 0; i--) {
            registrations.get(i).unregister();
        }
        publications.close();
        announcements.close();
        watch.stop();
        servers.end(modules.all().stream().map(Slots::name).toList(), policies.of("").stopLimit());
        engine.close();
        bounded.close();
        folder.close();
    }

    private <S> void register(Class<S> type, S service) {
        registrations.add(context.registerService(type, service, null));
    }

    private void frameworkEvent(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.STARTED || event.getType() == FrameworkEvent.STARTLEVEL_CHANGED) {
            releaseWhenStarted();
        }
        if (event.getType() == FrameworkEvent.STARTLEVEL_CHANGED) {
            foreignHands.startLevelChanged();
        }
    }

    /** Some launchers raise the start level only after the framework is active. */
    private void releaseWhenStarted() {
        Bundle framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        FrameworkStartLevel levels = framework.adapt(FrameworkStartLevel.class);
        if (framework.getState() == Bundle.ACTIVE && levels.getStartLevel() >= levels.getInitialBundleStartLevel()) {
            frameworkStarted.countDown();
        }
    }

    /** Another bundle may bring what a module that could not be started waits for. */
    private void bundleEvent(BundleEvent event) {
        Bundle bundle = event.getBundle();
        if (event.getType() == BundleEvent.UNINSTALLED) {
            foreignHands.uninstalled(bundle);
            foreignHands.foreign(bundle, false);
        } else if (event.getType() == BundleEvent.INSTALLED && isForeign(bundle)) {
            foreignHands.foreign(bundle, true);
        }
        if (!isOurs(bundle) && (event.getType() == BundleEvent.STARTED || event.getType() == BundleEvent.INSTALLED)) {
            foreignHands.resumeWaiting();
        } else if (event.getType() == BundleEvent.STARTED) {
            foreignHands.comes(bundle);
        }
    }

    private static boolean isOurs(Bundle bundle) {
        return bundle.getLocation().startsWith(StoredJar.LOCATION_PREFIX);
    }

    private static boolean isForeign(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return !isOurs(bundle) && revision != null && RevisionHook.isModule(revision);
    }

    private void listenTo(Class<?>... services) {
        String filter = Stream.of(services).map(type -> "(" + Constants.OBJECTCLASS + "=" + type.getName() + ")")
                .collect(Collectors.joining("", "(|", ")"));
        try {
            context.addServiceListener(activated, filter);
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What servers run comes or goes, by the manager's hand or by somebody else's. */
    private void serviceEvent(ServiceEvent event) {
        Bundle owner = event.getServiceReference().getBundle();
        if (event.getType() == ServiceEvent.UNREGISTERING) {
            if (context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getState() != Bundle.STOPPING) {
                foreignHands.serviceGoes(owner);
            }
        } else if (event.getType() == ServiceEvent.REGISTERED) {
            if (RevisionHook.isModule(owner.adapt(BundleRevision.class))) {
                foreignHands.comes(owner);
            } else {
                LOG.warn("bundle {} has a GenServer or Supervisor but is no module: annotate one of its classes with"
                        + " @SwappableModule", owner);
            }
        }
    }

    private Path dataFolder(Config config) {
        if (!config.data_dir().isBlank()) {
            return Path.of(config.data_dir());
        }
        String property = context.getProperty(DATA_FOLDER);
        return Path.of(property == null || property.isBlank() ? "data/twofold" : property);
    }

    private static Defaults defaults(Config config, Values values) {
        ModulePolicy policy = new ModulePolicy(
                values.word("upgrade", config.upgrade(), UpgradePolicy.class).orElse(UpgradePolicy.AUTO),
                values.word("purge", config.purge(), PurgePolicy.class).orElse(PurgePolicy.KILL),
                values.word("strategy", config.strategy(), SwapStrategy.class).orElse(SwapStrategy.ATOMIC), false,
                limit(values, "complete.limit.ms", config::complete_limit_ms, COMPLETE_LIMIT_MS),
                limit(values, "gate.limit.ms", config::gate_limit_ms, GATE_LIMIT_MS),
                limit(values, "change.limit.ms", config::change_limit_ms, CHANGE_LIMIT_MS),
                limit(values, "stop.limit.ms", config::stop_limit_ms, STOP_LIMIT_MS));
        Restarts restarts = new Restarts(
                values.number("restarts", config::restarts, RESTARTS, 0).map(Long::intValue).orElse(RESTARTS),
                limit(values, "restarts.period.ms", config::restarts_period_ms, RESTARTS_PERIOD_MS));
        return new Defaults(policy, restarts,
                limit(values, "grace.limit.ms", config::grace_limit_ms, GRACE_LIMIT_MS));
    }

    private static Duration limit(Values values, String key, LongSupplier milliseconds, long otherwise) {
        return Duration.ofMillis(values.number(key, milliseconds, otherwise, 0).orElse(otherwise));
    }
}
