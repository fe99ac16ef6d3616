/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.engine.Engine;
import dev.twofold.module.Messages;
import dev.twofold.module.ModuleManager;
import dev.twofold.module.SwapListener;
import dev.twofold.server.GenServer;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ModuleFolder;
import dev.twofold.server.ServerRegistry;
import dev.twofold.server.Sys;
import dev.twofold.supervisor.Supervisor;
import dev.twofold.supervisor.Supervisors;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
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
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.framework.hooks.bundle.EventHook;
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
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rim: puts the parts together, hooks first, and publishes the services once the modules of the last start are listed.
 * Framework callbacks only enqueue.
 */
@Component(service = {}, immediate = true, configurationPid = ManagerComponent.PID)
@Designate(ocd = ManagerConfig.class)
@Capability(namespace = "osgi.service", attribute = "objectClass:List<String>=\"dev.twofold.module.ModuleManager,dev.twofold.module.Messages,dev.twofold.server.ModuleFolder,dev.twofold.server.ServerRegistry,dev.twofold.server.Sys,dev.twofold.supervisor.Supervisors\"")
public final class ManagerComponent {

    static final String PID = "twofold.manager";

    /** Modules keep their files below; not in the store, which cleans up after itself. */
    private static final String MODULE_FILES = "files";
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
    private static final Logger LOG = LoggerFactory.getLogger(ManagerComponent.class);

    private final Engine engine;
    private final Policies policies;
    private final Modules modules;
    private final Bounded bounded = new Bounded();
    private final ModuleServers servers;
    private final SerialQueue queue = new SerialQueue("twofold-manager");
    private final AsideThreads answers = new AsideThreads("twofold-answers");
    private final List<ServiceRegistration<?>> registrations = new CopyOnWriteArrayList<>();
    private final RevisionHook hook = new RevisionHook(this::warnLater);
    private final OwnHands hands = new OwnHands();
    private final Holds holds;
    private final Announcements announcements = new Announcements();
    private final UnderWay underWay = new UnderWay();
    private final Publications publications;
    private final CurrentConditions conditions;
    private final PurgeWatch watch;
    private final ServiceUses uses;
    private final BundleContext context;
    private final PlatformStop stop;
    private final Loader loader;
    private final SwapCoordinator coordinator;
    private final ForeignHands foreignHands;
    private final Clock clock = Clock.systemUTC();
    private final DataFolder folder;
    private final CompletableFuture<Void> frameworkStarted = new CompletableFuture<>();
    private final FrameworkListener started = this::frameworkEvent;
    private final BundleListener changed = this::bundleEvent;
    private final SynchronousBundleListener updated = this::bundleUpdated;
    private final ServiceListener activated = this::serviceEvent;

    /**
     * Puts the manager together.
     *
     * @param context the bundle's context
     * @param runtime tells which components a revision has
     * @param config the configuration
     * @param properties the same as it was written
     */
    @Activate
    public ManagerComponent(BundleContext context, @Reference ServiceComponentRuntime runtime,
            ManagerConfig config, Map<String, Object> properties) {
        this.context = context;
        this.stop = new PlatformStop(context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION));
        ManagerSettings settings = ManagerSettings.of(config, properties, context::getProperty);
        this.policies = new Policies(settings.defaults());
        this.engine = new Engine(settings.dataFolder().resolve(MODULE_FILES));
        this.holds = new Holds(engine);
        this.servers = new ModuleServers(engine, bounded, holds);
        this.publications = new Publications(context, engine);
        this.watch = new PurgeWatch(context, engine, clock, announcements::collected);
        this.uses = new ServiceUses(context.getServiceReference(
                ServiceComponentRuntime.class).getBundle().getBundleContext(), hands,
                ManagerComponent::isOurs);
        this.modules = new Modules(engine, policies, watch);
        modules.whenRemoved(publications::gone);
        this.conditions = new CurrentConditions(context, policies, bounded, uses);
        Components components = new Components(runtime);
        Disk disk = new Disk();
        Store store = new Store(settings.dataFolder(), settings.largestJar(), disk);
        Journal journal = new Journal(store.folder(), disk);
        this.folder = new DataFolder(store, journal, disk);
        ServerTypes types = new ServerTypes(context, components, engine, policies);
        this.loader = new Loader(context, components, types, hook, policies, watch, uses, hands, bounded,
                this::afterwards);
        Ledger ledger = new Ledger(store, modules);
        Exchange exchange = new Exchange(context, components, engine, ledger, holds, bounded);
        Residents residents = new Residents(loader, modules, servers, this::idle, this::afterwards);
        Exclusive exclusive = new Exclusive(loader, modules, engine, exchange, holds, policies, this::held);
        Loading loading = new Loading(
                new Entering(store, ledger, modules, residents, servers, exchange, exclusive, policies, this::entered),
                ledger,
                modules,
                servers, exchange, policies);
        Removal removal = new Removal(store, modules, residents, servers, policies, holds);
        Restoring restoring = new Restoring(folder, store, loader, modules, residents, servers, policies);
        Refusals refusals = new Refusals();
        Operations operations = new Operations(queue, answers, clock, restoring, removal, residents, modules, refusals,
                journal,
                announcements, publications, conditions, underWay);
        this.foreignHands = new ForeignHands(queue, clock, operations, loading, restoring,
                new InPlace(loader, store, modules, servers, types, exchange, holds, policies), holds, hands, policies,
                modules, refusals);
        this.coordinator = new SwapCoordinator(queue, operations, loading, removal, new Rehearsals(loading, clock,
                underWay),
                restoring, residents, modules, refusals,
                new MissingServers(modules, servers, restoring, policies, underWay, clock), publications, watch,
                journal, underWay, stop);
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

    /** Does what an operation need not wait for, when it is over. */
    private void afterwards(Runnable work) {
        queue.execute(work, work);
    }

    private void idle(String module) {
        coordinator.idle(module);
    }

    private void entered(String module) {
        foreignHands.entered(module);
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
        uses.start();
        register(EventHook.class, uses);
        register(FindHook.class, conditions);
        register(EventListenerHook.class, conditions);
        register(CollisionHook.class, new RevisionCollisionHook(context.getBundle()));
        register(ResolverHookFactory.class, hook);
        context.addFrameworkListener(started);
        context.addBundleListener(updated);
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
    void modified(ManagerConfig config, Map<String, Object> properties) {
        policies.defaults(ManagerSettings.of(config, properties, context::getProperty).defaults());
    }

    /** Stops the manager: what waits in its queue is cancelled, and all servers end. */
    @Deactivate
    void stop() {
        context.removeServiceListener(activated);
        context.removeBundleListener(changed);
        context.removeBundleListener(updated);
        context.removeFrameworkListener(started);
        frameworkStarted.cancel(false);
        holds.releaseAll();
        if (!queue.stop(STOP_LIMIT)) {
            LOG.error("an operation on modules did not end within {} s and is abandoned", STOP_LIMIT.toSeconds());
        }
        for (int i = registrations.size() - 1; i >= 0; i--) {
            registrations.get(i).unregister();
        }
        publications.close();
        announcements.close();
        answers.close();
        watch.stop();
        uses.stop();
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
            frameworkStarted.complete(null);
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

    /** Known before the new content can be used, or new classes of the same. */
    private void bundleUpdated(BundleEvent event) {
        if (event.getType() == BundleEvent.UPDATED || event.getType() == BundleEvent.UNINSTALLED) {
            hook.forget(event.getBundle());
        }
        if (event.getType() == BundleEvent.UPDATED && isOurs(event.getBundle())) {
            loader.updated(event.getBundle());
        } else if (event.getType() == BundleEvent.UNRESOLVED && watch.unresolved(event.getBundle())) {
            afterwards(this::forgetRemovedCode);
        }
    }

    /** Who listens to the log may call the framework, which may hold its lock just now. */
    private void warnLater(String text) {
        queue.execute(() -> LOG.warn(text), Operations.NOTHING);
    }

    /** Classes of a module have gone: what they have left in threads goes as well. */
    private void forgetRemovedCode() {
        bounded.renew();
        engine.forgetRemovedCode();
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
            if (!stop.isUnderWay()) {
                foreignHands.serviceGoes(owner);
            }
        } else if (event.getType() == ServiceEvent.REGISTERED) {
            if (RevisionHook.isModule(owner.adapt(BundleRevision.class))) {
                foreignHands.comes(owner);
            } else {
                foreignHands.unannotated(owner);
            }
        }
    }
}
