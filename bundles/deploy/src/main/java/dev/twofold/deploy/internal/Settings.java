/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

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

    private static final String MEMORY = "deployed.properties";

    /**
     * Fills in what is not configured.
     *
     * @param config the configuration
     * @param frameworkProperties gives a framework property or {@code null}
     */
    static Settings of(Config config, UnaryOperator<String> frameworkProperties) {
        Path data = Path.of(orElse(frameworkProperties.apply("twofold.data.dir"), "data/twofold"));
        Path folder = Path.of(orElse(config.dir(), orElse(frameworkProperties.apply("twofold.deploy.dir"), "deploy")));
        Path memory = config.data_dir().isBlank() ? data.resolve("deploy") : Path.of(config.data_dir());
        Reconciler.Pace pace = new Reconciler.Pace(positive(config.poll_ms(), "poll.ms"),
                positive(config.period_ms(), "period.ms"), positive(config.answer_limit_ms(), "answer.limit.ms"));
        return new Settings(folder, memory.resolve(MEMORY).toAbsolutePath(), downgrade(config.downgrade()),
                config.status_files(), pace,
                positive(config.stop_limit_ms(), "stop.limit.ms"));
    }

    private static Downgrades.Policy downgrade(String text) {
        return Stream.of(Downgrades.Policy.values()).filter(policy -> policy.name().equalsIgnoreCase(text.strip()))
                .findFirst().orElseThrow(() -> new IllegalArgumentException(HotDeploy.PID
                        + ": downgrade must be refuse or load, not '" + text + "'"));
    }

    private static String orElse(String given, String otherwise) {
        return given == null || given.isBlank() ? otherwise : given;
    }

    private static Duration positive(long milliseconds, String key) {
        if (milliseconds <= 0) {
            throw new IllegalArgumentException(HotDeploy.PID + ": " + key + " must be positive, not " + milliseconds);
        }
        return Duration.ofMillis(milliseconds);
    }
}
