/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.manager.internal.Policies.Defaults;
import dev.twofold.module.ModulePolicy;
import dev.twofold.module.PurgePolicy;
import dev.twofold.module.SwapStrategy;
import dev.twofold.module.UpgradePolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * The configuration of the manager with everything filled in; a value that cannot be used counts as left out.
 *
 * @param dataFolder what counts at the start only
 * @param largestJar in bytes; what counts at the start only
 * @param defaults how operations are done on modules whose own configuration says nothing else
 */
record ManagerSettings(Path dataFolder, long largestJar, Defaults defaults) {

    /** Framework property with the data folder, for launchers; the configuration goes before it. */
    private static final String DATA_FOLDER = "twofold.data.dir";

    /**
     * Fills in what is not configured.
     *
     * @param config the configuration
     * @param properties the same as it was written, to be quoted
     * @param frameworkProperties gives a framework property or {@code null}
     */
    static ManagerSettings of(ManagerConfig config, Map<String, Object> properties,
            UnaryOperator<String> frameworkProperties) {
        Values values = new Values(ManagerComponent.PID, properties);
        return new ManagerSettings(dataFolder(config, frameworkProperties),
                values.number("max.jar.bytes", config::max_jar_bytes, ManagerConfig.LEAST_JAR_BYTES,
                        Long.MAX_VALUE).orElse(ManagerConfig.MAX_JAR_BYTES),
                new Defaults(policy(config, values), restarts(config, values),
                        Duration.ofMillis(values.number("grace.limit.ms", config::grace_limit_ms,
                                ManagerConfig.LEAST_GRACE_MS, ManagerConfig.MOST_LIMIT_MS)
                                .orElse(ManagerConfig.GRACE_LIMIT_MS))));
    }

    private static Path dataFolder(ManagerConfig config, UnaryOperator<String> frameworkProperties) {
        if (!config.data_dir().isBlank()) {
            return Path.of(config.data_dir());
        }
        String property = frameworkProperties.apply(DATA_FOLDER);
        return Path.of(property == null || property.isBlank() ? "data/twofold" : property);
    }

    private static ModulePolicy policy(ManagerConfig config, Values values) {
        return new ModulePolicy(
                values.word("upgrade", config.upgrade(), UpgradePolicy.class).orElse(UpgradePolicy.AUTO),
                values.word("purge", config.purge(), PurgePolicy.class).orElse(PurgePolicy.KILL),
                values.word("strategy", config.strategy(), SwapStrategy.class).orElse(SwapStrategy.ATOMIC), false,
                limit(values, "complete.limit.ms", config::complete_limit_ms, ManagerConfig.COMPLETE_LIMIT_MS),
                limit(values, "gate.limit.ms", config::gate_limit_ms, ManagerConfig.GATE_LIMIT_MS),
                limit(values, "change.limit.ms", config::change_limit_ms, ManagerConfig.CHANGE_LIMIT_MS),
                limit(values, "stop.limit.ms", config::stop_limit_ms, ManagerConfig.STOP_LIMIT_MS));
    }

    private static Restarts restarts(ManagerConfig config, Values values) {
        return new Restarts(
                values.number("restarts", config::restarts, ManagerConfig.LEAST_RESTARTS,
                        Integer.MAX_VALUE).map(Long::intValue).orElse(ManagerConfig.RESTARTS),
                limit(values, "restarts.period.ms", config::restarts_period_ms, ManagerConfig.RESTARTS_PERIOD_MS));
    }

    private static Duration limit(Values values, String key, LongSupplier milliseconds, long otherwise) {
        return Duration.ofMillis(values.number(key, milliseconds, ManagerConfig.LEAST_LIMIT_MS,
                ManagerConfig.MOST_LIMIT_MS).orElse(otherwise));
    }
}
