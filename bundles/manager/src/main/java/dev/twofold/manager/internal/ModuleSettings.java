/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.module.ModulePolicy;
import dev.twofold.module.PurgePolicy;
import dev.twofold.module.SwapStrategy;
import dev.twofold.module.UpgradePolicy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/**
 * The configuration of one module, such as {@code conf/twofold.module-counter.cfg}. What it leaves out is as the manager's
 * own configuration says; a value that cannot be used counts as left out. {@link Policies} tells which of several counts.
 */
@Component(service = ModuleSettings.class, configurationPid = ModuleSettings.FACTORY_PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ModuleSettings.Config.class, factory = true)
public final class ModuleSettings {

    static final String FACTORY_PID = "twofold.module";

    private final String source;
    private final String module;
    private final Optional<UpgradePolicy> upgrade;
    private final Optional<PurgePolicy> purge;
    private final Optional<SwapStrategy> strategy;
    private final Optional<Boolean> precopy;
    private final Optional<Duration> completeLimit;
    private final Optional<Duration> gateLimit;
    private final Optional<Duration> changeLimit;
    private final Optional<Duration> stopLimit;
    private final Optional<Integer> restarts;
    private final Optional<Duration> restartsPeriod;

    /** Configuration of a module. */
    @ObjectClassDefinition(name = "Twofold module", description = "How a module is upgraded. What is left out is as the"
            + " configuration twofold.manager says")
    public @interface Config {

        /** A limit that is left out. */
        long NO_LIMIT = 0;

        /** A number of restarts that is left out. */
        int NO_RESTARTS = -1;

        /** The module's symbolic name. */
        @AttributeDefinition(name = "Module", description = "Symbolic name of the module; empty for the name of this"
                + " configuration (twofold.module-NAME.cfg). Of several for one module only the first by name counts")
        String module() default "";

        /** What becomes of servers that run. */
        @AttributeDefinition(name = "Upgrade", description = "What a load does to servers that run: auto (they go over) or"
                + " load (they stay)", options = { @Option(label = "as the manager", value = ""), @Option("auto"),
                        @Option("load") })
        String upgrade() default "";

        /** What becomes of servers that run the oldest revision. */
        @AttributeDefinition(name = "Purge", description = "What a third load does to servers that run the oldest"
                + " revision: kill, or soft (it is refused)", options = { @Option(label = "as the manager", value = ""),
                        @Option("kill"), @Option("soft") })
        String purge() default "";

        /** How servers go over. */
        @AttributeDefinition(name = "Strategy", description = "How servers go over: atomic, rolling or drain", options = {
                @Option(label = "as the manager", value = ""), @Option("atomic"), @Option("rolling"),
                @Option("drain") })
        String strategy() default "";

        /** Whether states are made beforehand. */
        @AttributeDefinition(name = "Precopy", description = "true if new states are made before calls are held back: only"
                + " for states that are never changed once made", options = {
                        @Option(label = "as the manager", value = ""), @Option("true"), @Option("false") })
        String precopy() default "";

        /** Limit for a revision's components. */
        @AttributeDefinition(name = "Completion limit (ms)", description = "0 as the manager's", min = ""
                + NO_LIMIT, max = "" + ManagerConfig.MOST_LIMIT_MS)
        long complete_limit_ms() default NO_LIMIT;

        /** Limit for closing the gate. */
        @AttributeDefinition(name = "Gate limit (ms)", description = "0 as the manager's", min = "" + NO_LIMIT, max = ""
                + ManagerConfig.MOST_LIMIT_MS)
        long gate_limit_ms() default NO_LIMIT;

        /** Limit for converting states. */
        @AttributeDefinition(name = "Change limit (ms)", description = "0 as the manager's", min = ""
                + NO_LIMIT, max = "" + ManagerConfig.MOST_LIMIT_MS)
        long change_limit_ms() default NO_LIMIT;

        /** Limit for servers that are asked to end. */
        @AttributeDefinition(name = "Stop limit (ms)", description = "0 as the manager's", min = "" + NO_LIMIT, max = ""
                + ManagerConfig.MOST_LIMIT_MS)
        long stop_limit_ms() default NO_LIMIT;

        /** Restarts that the module survives. */
        @AttributeDefinition(name = "Restarts", description = "-1 as the manager's", min = "" + NO_RESTARTS, max = ""
                + Integer.MAX_VALUE)
        int restarts() default NO_RESTARTS;

        /** For how long a restart counts. */
        @AttributeDefinition(name = "Restart period (ms)", description = "0 as the manager's", min = ""
                + NO_LIMIT, max = "" + ManagerConfig.MOST_LIMIT_MS)
        long restarts_period_ms() default NO_LIMIT;
    }

    /**
     * The configuration of a module.
     *
     * @param config what it says
     * @param properties the same, with the name that Configuration Admin has given it
     */
    @Activate
    public ModuleSettings(Config config, Map<String, Object> properties) {
        source = String.valueOf(properties.get(Constants.SERVICE_PID));
        Values values = new Values(source, properties);
        module = config.module().isBlank() ? source.substring(source.indexOf('~') + 1) : config.module().trim();
        upgrade = values.word("upgrade", config.upgrade(), UpgradePolicy.class);
        purge = values.word("purge", config.purge(), PurgePolicy.class);
        strategy = values.word("strategy", config.strategy(), SwapStrategy.class);
        precopy = values.truth("precopy", config.precopy());
        completeLimit = limit(values, "complete.limit.ms", config::complete_limit_ms);
        gateLimit = limit(values, "gate.limit.ms", config::gate_limit_ms);
        changeLimit = limit(values, "change.limit.ms", config::change_limit_ms);
        stopLimit = limit(values, "stop.limit.ms", config::stop_limit_ms);
        restarts = values.number("restarts", config::restarts, Config.NO_RESTARTS, Integer.MAX_VALUE)
                .map(Long::intValue).filter(most -> most != Config.NO_RESTARTS);
        restartsPeriod = limit(values, "restarts.period.ms", config::restarts_period_ms);
    }

    private static Optional<Duration> limit(Values values, String key, LongSupplier milliseconds) {
        return values.number(key, milliseconds, Config.NO_LIMIT, ManagerConfig.MOST_LIMIT_MS)
                .filter(limit -> limit != Config.NO_LIMIT).map(Duration::ofMillis);
    }

    /** The name of the configuration. */
    String source() {
        return source;
    }

    String module() {
        return module;
    }

    ModulePolicy over(ModulePolicy policy) {
        return new ModulePolicy(upgrade.orElse(policy.upgrade()), purge.orElse(policy.purge()),
                strategy.orElse(policy.strategy()), precopy.orElse(policy.precopy()),
                completeLimit.orElse(policy.completeLimit()), gateLimit.orElse(policy.gateLimit()),
                changeLimit.orElse(policy.changeLimit()), stopLimit.orElse(policy.stopLimit()));
    }

    Restarts over(Restarts otherwise) {
        return new Restarts(restarts.orElse(otherwise.most()), restartsPeriod.orElse(otherwise.period()));
    }
}
