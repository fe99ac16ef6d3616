/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.PurgePolicy;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapStrategy;
import dev.twofold.module.UpgradePolicy;
import java.time.Duration;

/** Makes the options of an operation of words. A word that is empty leaves it to the module's policy. */
final class Options {

    static final String UPGRADE = "auto: servers that run go over, load: they stay until module:upgrade; "
            + "otherwise as the module's policy says";
    static final String PURGE = "kill: who runs the oldest revision ends, soft: then it is refused; "
            + "otherwise as the module's policy says";
    static final String STRATEGY = "atomic: all servers at once, rolling: one after the other, "
            + "drain: new ones only; otherwise as the module's policy says";
    static final String PRECOPY = "makes the new states before calls are held back; "
            + "only for states that are never changed once made";
    static final String GATE = "how many milliseconds the servers may take to come to rest";
    static final String EXTRA = "a text that each code change gets";
    static final String TIMEOUT = "how many seconds to wait; afterwards the operation goes on";

    static final String FORCE = "goes on where only a warning stands in the way";

    private static final String REQUESTER = "shell";

    private SwapOptions options = SwapOptions.DEFAULTS.requestedBy(REQUESTER);

    Options upgrade(String word) {
        if (!word.isEmpty()) {
            options = options.upgrade(Names.word(UpgradePolicy.class, "value of --upgrade", word));
        }
        return this;
    }

    Options purge(String word) {
        if (!word.isEmpty()) {
            options = options.purge(Names.word(PurgePolicy.class, "value of --purge", word));
        }
        return this;
    }

    Options strategy(String word) {
        if (!word.isEmpty()) {
            options = options.strategy(Names.word(SwapStrategy.class, "value of --strategy", word));
        }
        return this;
    }

    Options precopy(boolean wanted) {
        if (wanted) {
            options = options.precopy(true);
        }
        return this;
    }

    Options gate(String milliseconds) {
        if (!milliseconds.isEmpty()) {
            options = options.gateLimit(positive(milliseconds));
        }
        return this;
    }

    Options extra(String text) {
        if (!text.isEmpty()) {
            options = options.extra(text);
        }
        return this;
    }

    Options force(boolean wanted) {
        if (wanted) {
            options = options.force();
        }
        return this;
    }

    SwapOptions get() {
        return options;
    }

    private static Duration positive(String milliseconds) {
        WrongNameException refusal = new WrongNameException("--gate takes milliseconds, such as 500, not '"
                + milliseconds + "'");
        try {
            long number = Long.parseLong(milliseconds);
            if (number <= 0) {
                throw refusal;
            }
            return Duration.ofMillis(number);
        } catch (NumberFormatException e) {
            refusal.initCause(e);
            throw refusal;
        }
    }
}
