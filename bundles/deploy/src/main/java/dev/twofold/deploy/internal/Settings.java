/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.osgi.service.component.ComponentException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration with everything filled in.
 *
 * @param folder the folder as it is configured
 * @param memory the file with what was deployed
 * @param downgrade what becomes of lower versions
 * @param statusFiles whether to write files beside the jars
 * @param pace how often to look and how long to wait for the manager
 * @param stopLimit how long to wait for the own thread
 */
record Settings(Path folder, Path memory, Downgrades.Policy downgrade, boolean statusFiles, Reconciler.Pace pace,
        Duration stopLimit) {

    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);
    private static final String MEMORY = "deployed.properties";

    /**
     * Fills in what is not configured. What cannot be used is told in the log and counts as not configured: a slip in a file
     * must not close the folder.
     *
     * @param config the configuration
     * @param written the same as it was written, to be quoted
     * @param frameworkProperties gives a framework property or {@code null}
     */
    static Settings of(Config config, Map<String, Object> written, UnaryOperator<String> frameworkProperties) {
        Path data = Path.of(orElse(frameworkProperties.apply("twofold.data.dir"), "data/twofold"));
        Path folder = Path.of(orElse(config.dir(), orElse(frameworkProperties.apply("twofold.deploy.dir"), "deploy")));
        Path memory = config.data_dir().isBlank() ? data.resolve("deploy") : Path.of(config.data_dir());
        Values values = new Values(written);
        Reconciler.Pace pace = new Reconciler.Pace(values.time("poll.ms", config::poll_ms, Config.POLL_MS),
                values.time("period.ms", config::period_ms, Config.PERIOD_MS),
                values.time("answer.limit.ms", config::answer_limit_ms, Config.ANSWER_LIMIT_MS));
        return new Settings(folder, memory.resolve(MEMORY).toAbsolutePath(), values.downgrade(config.downgrade()),
                config.status_files(), pace,
                values.time("stop.limit.ms", config::stop_limit_ms, Config.STOP_LIMIT_MS));
    }

    private static String orElse(String given, String otherwise) {
        return given == null || given.isBlank() ? otherwise : given;
    }

    /** Reads single values. */
    private record Values(Map<String, Object> written) {

        Duration time(String key, LongSupplier milliseconds, long otherwise) {
            String why = "no whole number from " + Config.LEAST_MS + " to " + Config.MOST_MS;
            try {
                long value = milliseconds.getAsLong();
                if (value >= Config.LEAST_MS && value <= Config.MOST_MS) {
                    return Duration.ofMillis(value);
                }
                tell(key, why, otherwise);
            } catch (ComponentException otherType) {
                tell(key, why, otherwise);
            }
            return Duration.ofMillis(otherwise);
        }

        Downgrades.Policy downgrade(String text) {
            return Stream.of(Downgrades.Policy.values()).filter(policy -> policy.name().equalsIgnoreCase(text.strip()))
                    .findFirst().orElseGet(() -> {
                        tell("downgrade", "neither refuse nor load", "refuse");
                        return Downgrades.Policy.REFUSE;
                    });
        }

        private void tell(String key, String why, Object otherwise) {
            LOG.error("configuration {}: {} = {} is {}; {} is taken", HotDeploy.PID, key, written.get(key), why,
                    otherwise);
        }
    }
}
