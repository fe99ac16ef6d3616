/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.ExitReason;
import dev.twofold.server.SysEvent;
import dev.twofold.server.Trace;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A trace function of an operator. */
final class Tracer implements Trace {

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private static final Predicate<SysEvent> NONE = event -> false;

    private volatile Predicate<SysEvent> function;

    Tracer(Predicate<SysEvent> function) {
        this.function = function;
    }

    /** {@code false} if it is to be removed. */
    boolean accept(SysEvent event) {
        if (isActive() && !wants(event)) {
            close();
        }
        return isActive();
    }

    private boolean wants(SysEvent event) {
        try {
            return function.test(event);
        } catch (Throwable failure) { // code of the operator, which must not harm the server
            Behaviour.rethrowIfFatal(failure);
            LOG.warn("a trace function failed and was removed: {}", ExitReason.of(failure));
            return false;
        }
    }

    @Override
    public boolean isActive() {
        return function != NONE;
    }

    /** Whoever keeps this must not keep the operator's code. */
    @Override
    public void close() {
        function = NONE;
    }
}
