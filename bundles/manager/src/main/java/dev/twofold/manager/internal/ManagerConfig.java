/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Configuration of the manager, PID {@value ManagerComponent#PID}. */
@ObjectClassDefinition(id = ManagerComponent.PID, name = "Twofold manager", description = "Modules, their revisions and swaps")
@interface ManagerConfig {

    long COMPLETE_LIMIT_MS = 5_000;
    long GATE_LIMIT_MS = 1_000;
    long CHANGE_LIMIT_MS = 10_000;
    long GRACE_LIMIT_MS = 3_000;
    long STOP_LIMIT_MS = 5_000;
    int RESTARTS = 1;
    long RESTARTS_PERIOD_MS = 5_000;
    long MAX_JAR_BYTES = 268_435_456;

    /** The least and the most that can be used, for tools and for those who read the configuration. */
    long LEAST_LIMIT_MS = 1;
    long LEAST_GRACE_MS = 0;

    /** A year: a moment so far away can still be counted in nanoseconds. */
    long MOST_LIMIT_MS = 31_536_000_000L;
    int LEAST_RESTARTS = 0;
    long LEAST_JAR_BYTES = 1;

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
            + " become satisfied", min = "" + LEAST_LIMIT_MS, max = "" + MOST_LIMIT_MS)
    long complete_limit_ms() default COMPLETE_LIMIT_MS;

    /** Limit for closing the gate. */
    @AttributeDefinition(name = "Gate limit (ms)", description = "How long servers may take to come to rest", min = ""
            + LEAST_LIMIT_MS, max = "" + MOST_LIMIT_MS)
    long gate_limit_ms() default GATE_LIMIT_MS;

    /** Limit for converting states. */
    @AttributeDefinition(name = "Change limit (ms)", description = "How long changing all states may take", min = ""
            + LEAST_LIMIT_MS, max = "" + MOST_LIMIT_MS)
    long change_limit_ms() default CHANGE_LIMIT_MS;

    /** How long to wait for a bundle that somebody else has stopped. */
    @AttributeDefinition(name = "Grace limit (ms)", description = "How long servers are held when somebody else stops or"
            + " updates the bundle of their module", min = "" + LEAST_GRACE_MS, max = "" + MOST_LIMIT_MS)
    long grace_limit_ms() default GRACE_LIMIT_MS;

    /** Limit for servers that are asked to end. */
    @AttributeDefinition(name = "Stop limit (ms)", description = "How long servers may take to end; then they are"
            + " killed", min = "" + LEAST_LIMIT_MS, max = "" + MOST_LIMIT_MS)
    long stop_limit_ms() default STOP_LIMIT_MS;

    /** Restarts that a module survives. */
    @AttributeDefinition(name = "Restarts", description = "How many of a module's servers may be started again within"
            + " the restart period; with one more all of them end", min = "" + LEAST_RESTARTS)
    int restarts() default RESTARTS;

    /** For how long a restart counts. */
    @AttributeDefinition(name = "Restart period (ms)", description = "For how long a restart counts", min = ""
            + LEAST_LIMIT_MS, max = "" + MOST_LIMIT_MS)
    long restarts_period_ms() default RESTARTS_PERIOD_MS;

    /** Largest jar. */
    @AttributeDefinition(name = "Largest jar (bytes)", description = "Larger ones are refused", min = ""
            + LEAST_JAR_BYTES)
    long max_jar_bytes() default MAX_JAR_BYTES;
}
