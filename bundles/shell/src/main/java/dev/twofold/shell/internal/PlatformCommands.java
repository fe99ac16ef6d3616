/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.ModuleManager;
import dev.twofold.module.PurgedRevision;
import dev.twofold.server.ServerRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Commands on the platform as a whole. */
@Component(service = PlatformCommands.class)
@GogoCommand(scope = "twofold", function = { "status", "version" })
@Descriptor("the platform as a whole")
public final class PlatformCommands extends OurCommands {

    /** After this time a revision that has gone and is still there is worth a look. */
    private static final Duration LONG_GONE = Duration.ofHours(1);

    private final String version;
    private final Instant since;
    private final ModuleManager manager;
    private final ServerRegistry servers;
    private final List<Warnings> warnings = new CopyOnWriteArrayList<>();

    /**
     * The commands.
     *
     * @param context tells versions
     * @param manager tells what modules there are
     * @param servers tells what servers there are
     */
    @Activate
    public PlatformCommands(BundleContext context, @Reference ModuleManager manager,
            @Reference ServerRegistry servers) {
        this(version(context), ProcessHandle.current().info().startInstant().orElseGet(Instant::now), manager, servers);
    }

    PlatformCommands(String version, Instant since, ModuleManager manager, ServerRegistry servers) {
        this.version = version;
        this.since = since;
        this.manager = manager;
        this.servers = servers;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addWarnings(Warnings added) {
        warnings.add(added);
    }

    void removeWarnings(Warnings removed) {
        warnings.remove(removed);
    }

    /**
     * Shows how the platform is.
     *
     * @param all whether to show more than fits on a screen
     * @return versions, modules, servers, the last operation and what somebody should look at
     */
    @Descriptor("shows modules, servers, the last operation and warnings on one screen")
    public String status(
            @Descriptor("shows all modules and all warnings, also more than fit on a screen") @Parameter(names = "--all", presentValue = "true", absentValue = "false") boolean all) {
        long held = manager.uncollected().stream().filter(PlatformCommands::isSuspect).count();
        return version + "\nup since " + Texts.time(since) + "\n\n" + new Overview(manager.modules(), manager
                .refusals(), manager.history(), (int) held, servers.servers(),
                warnings.stream().flatMap(each -> each.warnings().stream()).toList(),
                all ? Integer.MAX_VALUE : Overview.MOST).text();
    }

    /**
     * Tells versions.
     *
     * @return of Twofold, its framework and Java
     */
    @Descriptor("shows the versions of Twofold, of the framework and of Java")
    public String version() {
        return version;
    }

    private static String version(BundleContext context) {
        Bundle framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        return "Twofold " + context.getBundle().getVersion() + ", " + framework.getSymbolicName() + " " + framework
                .getVersion() + ", Java " + Runtime.version();
    }

    /** Most revisions that have gone only wait for the next garbage collection. */
    private static boolean isSuspect(PurgedRevision revision) {
        return !revision.holders().isEmpty() || revision.since().plus(LONG_GONE).isBefore(Instant.now());
    }
}
