/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Configuration of the hot-deploy folder, PID {@value HotDeploy#PID}. */
@ObjectClassDefinition(id = HotDeploy.PID, name = "Twofold hot-deploy folder", //
        description = "Jars in this folder are deployed: modules by Twofold, other bundles by File Install.")
@interface Config {

    long POLL_MS = 500;
    long PERIOD_MS = 2_000;
    long ANSWER_LIMIT_MS = 300_000;
    long STOP_LIMIT_MS = 10_000;

    /** The least and the most that can be used, for tools and for those who read the configuration. */
    long LEAST_MS = 1;

    /** A year. */
    long MOST_MS = 31_536_000_000L;

    @AttributeDefinition(name = "Folder", //
            description = "Relative to the working directory. If empty: the framework property " //
                    + "twofold.deploy.dir, or else deploy.")
    String dir() default "";

    @AttributeDefinition(name = "Data folder", //
            description = "Where it is remembered what was deployed. If empty: the folder deploy below the " //
                    + "framework property twofold.data.dir, or else data/twofold/deploy.")
    String data_dir() default "";

    @AttributeDefinition(name = "Poll (ms)", //
            description = "How often File Install looks, and how long a file must not have changed to be deployed.", //
            min = "" + LEAST_MS, max = "" + MOST_MS)
    long poll_ms() default POLL_MS;

    @AttributeDefinition(name = "Period (ms)", //
            description = "How often Twofold itself compares the folder with what was deployed. An incomplete jar " //
                    + "must not have changed for as long, and a deleted one be missing for as long, to count.", //
            min = "" + LEAST_MS, max = "" + MOST_MS)
    long period_ms() default PERIOD_MS;

    @AttributeDefinition(name = "Downgrade", //
            description = "What becomes of a version that is lower than the current one and not in the old slot: " //
                    + "refuse or load.", options = { @Option("refuse"), @Option("load") })
    String downgrade() default "refuse";

    @AttributeDefinition(name = "Status files", //
            description = "Whether a file beside each jar says that it is loaded or why it was refused, and a " //
                    + "README.txt how the folder is used.")
    boolean status_files() default true;

    @AttributeDefinition(name = "Limit for an answer (ms)", //
            description = "How long to wait until a jar that was handed over is loaded or refused.", //
            min = "" + LEAST_MS, max = "" + MOST_MS)
    long answer_limit_ms() default ANSWER_LIMIT_MS;

    @AttributeDefinition(name = "Limit for stopping (ms)", //
            description = "How long to wait for the end of the own thread.", //
            min = "" + LEAST_MS, max = "" + MOST_MS)
    long stop_limit_ms() default STOP_LIMIT_MS;
}
