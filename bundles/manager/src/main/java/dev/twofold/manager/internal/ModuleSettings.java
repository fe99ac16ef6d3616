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
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The configuration of one module, such as {@code conf/twofold.module-counter.cfg}. What it leaves out is as the manager's
 * own configuration says.
 */
@Component(service = ModuleSettings.class, configurationPid = ModuleSettings.FACTORY_PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ModuleSettings.Config.class, factory = true)
public final class ModuleSettings {

    static final String FACTORY_PID = "twofold.module";

    private final String source;
    private final Config config;
    private final String module;

    /** Configuration of a module. */
    @ObjectClassDefinition(name = "Twofold module", description = "How a module is upgraded. What is left out is as the"
            + " configuration twofold.manager says")
    public @interface Config {

        /** The module's symbolic name. */
        @AttributeDefinition(name = "Module", description = "Symbolic name of the module; empty for the name of this"
                + " configuration (twofold.module-NAME.cfg)")
        String module() default "";

        /** What becomes of servers that run. */
        @AttributeDefinition(name = "Upgrade", description = "What a load does to servers that run: auto (they go over) or"
                + " load (they stay)")
        String upgrade() default "";

        /** What becomes of servers that run the oldest revision. */
        @AttributeDefinition(name = "Purge", description = "What a third load does to servers that run the oldest"
                + " revision: kill, or soft (it is refused)")
        String purge() default "";

        /** How servers go over. */
        @AttributeDefinition(name = "Strategy", description = "How servers go over: atomic, rolling or drain")
        String strategy() default "";

        /** Whether states are made beforehand. */
        @AttributeDefinition(name = "Precopy", description = "true if new states are made before calls are held back: only"
                + " for states that are never changed once made")
        String precopy() default "";

        /** Limit for a revision's components. */
        @AttributeDefinition(name = "Completion limit (ms)", description = "0 as the manager's")
        long complete_limit_ms() default 0;

        /** Limit for closing the gate. */
        @AttributeDefinition(name = "Gate limit (ms)", description = "0 as the manager's")
        long gate_limit_ms() default 0;

        /** Limit for converting states. */
        @AttributeDefinition(name = "Change limit (ms)", description = "0 as the manager's")
        long change_limit_ms() default 0;

        /** Limit for servers that are asked to end. */
        @AttributeDefinition(name = "Stop limit (ms)", description = "0 as the manager's")
        long stop_limit_ms() default 0;

        /** Restarts that the module survives. */
        @AttributeDefinition(name = "Restarts", description = "-1 as the manager's")
        int restarts() default -1;

        /** For how long a restart counts. */
        @AttributeDefinition(name = "Restart period (ms)", description = "0 as the manager's")
        long restarts_period_ms() default 0;
    }

    /**
     * The configuration of a module.
     *
     * @param config what it says
     * @param properties the same, with the name that Configuration Admin has given it
     */
    @Activate
    public ModuleSettings(Config config, Map<String, Object> properties) {
        this.config = config;
        this.source = String.valueOf(properties.get(Constants.SERVICE_PID));
        this.module = config.module().isBlank() ? source.substring(source.indexOf('~') + 1) : config.module().trim();
    }

    boolean isFor(String name) {
        return module.equals(name);
    }

    ModulePolicy over(ModulePolicy policy) {
        return new ModulePolicy(words().of("upgrade", config.upgrade(), UpgradePolicy.class, policy.upgrade()),
                words().of("purge", config.purge(), PurgePolicy.class, policy.purge()),
                words().of("strategy", config.strategy(), SwapStrategy.class, policy.strategy()),
                config.precopy().isBlank() ? policy.precopy() : Boolean.parseBoolean(config.precopy().trim()),
                limit(config.complete_limit_ms(), policy.completeLimit()),
                limit(config.gate_limit_ms(), policy.gateLimit()),
                limit(config.change_limit_ms(), policy.changeLimit()),
                limit(config.stop_limit_ms(), policy.stopLimit()));
    }

    Restarts over(Restarts restarts) {
        return new Restarts(config.restarts() < 0 ? restarts.most() : config.restarts(),
                limit(config.restarts_period_ms(), restarts.period()));
    }

    private Words words() {
        return new Words(source);
    }

    private static Duration limit(long milliseconds, Duration otherwise) {
        return milliseconds <= 0 ? otherwise : Duration.ofMillis(milliseconds);
    }
}
