/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import static org.osgi.service.component.annotations.ReferenceCardinality.OPTIONAL;
import static org.osgi.service.component.annotations.ReferencePolicyOption.GREEDY;

import dev.twofold.module.ModuleManager;
import java.time.Clock;
import java.time.Duration;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ManagedServiceFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deploys what lies in the hot-deploy folder, from the moment when the manager is there until it goes. Without File
 * Install modules are deployed all the same, but other bundles are not.
 *
 * <p>The installer is registered by hand, because the order counts: File Install must know it before it looks into the
 * folder, and look no more when it goes. A service of the component would be registered before and after both.
 */
@Component(service = {}, configurationPid = HotDeploy.PID)
@Designate(ocd = Config.class)
public final class HotDeploy {

    static final String PID = "twofold.deploy";

    private static final Logger LOG = LoggerFactory.getLogger(HotDeploy.class);

    private final Settings settings;
    private final Directory directory;
    private final Inspector inspector;
    private final Worker worker;
    private final Ready ready;
    private final Optional<FileInstallWatch> watch;
    private Optional<ServiceRegistration<?>> installer = Optional.empty();

    /**
     * Puts everything together; nothing runs yet.
     *
     * @param manager where jars are handed to
     * @param fileInstall how File Install is configured
     * @param context our bundle
     * @param config the configuration
     * @param properties the same as it was written
     */
    @Activate
    public HotDeploy(@Reference ModuleManager manager,
            @Reference(cardinality = OPTIONAL, policyOption = GREEDY, target = FileInstallWatch.FACTORY) //
            Optional<ManagedServiceFactory> fileInstall, BundleContext context, Config config,
            Map<String, Object> properties) {
        settings = Settings.of(config, properties, context::getProperty);
        directory = Directory.open(settings.folder());
        inspector = new Inspector(manager::inspect);
        Memory memory = Memory.open(settings.memory(), settings.folder().toString());
        Optional<Notices> notices = settings.statusFiles() ? Optional.of(new Notices(directory)) : Optional.empty();
        Bundle framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        Reconciler reconciler = new Reconciler(manager, directory, inspector, memory, settings.downgrade(), notices,
                new OrdinaryBundles(context), () -> framework.getState() == Bundle.STOPPING, settings.pace(), Clock
                        .systemUTC());
        ready = new Ready(context);
        watch = fileInstall.map(service -> new FileInstallWatch(service, directory.path(), settings.pace().settle()));
        worker = new Worker(() -> {
            Duration pause = reconciler.look();
            if (reconciler.hasSettled()) {
                ready.tell();
            }
            if (reconciler.takeBack()) {
                watch.ifPresent(FileInstallWatch::reopen);
            }
            return pause;
        }, settings.pace().period());
    }

    /**
     * Starts to look.
     *
     * @param context our bundle
     */
    @Activate
    public void start(BundleContext context) {
        LOG.info("hot-deploy folder: {}", directory.path());
        installer = Optional.of(context.registerService(ArtifactInstaller.class,
                new FolderInstaller(directory, inspector, worker::wake),
                new Hashtable<>(Map.of(Constants.SERVICE_RANKING, Integer.MAX_VALUE))));
        watch.ifPresent(FileInstallWatch::open);
        worker.start();
    }

    /** Looks no more. What the manager is doing it goes on with. */
    @Deactivate
    public void stop() {
        watch.ifPresent(FileInstallWatch::close);
        installer.ifPresent(ServiceRegistration::unregister);
        Duration limit = settings.stopLimit();
        if (!worker.stop(limit)) {
            LOG.warn("the thread of the hot-deploy folder has not ended within {} ms", limit.toMillis());
        }
        ready.close();
    }
}
