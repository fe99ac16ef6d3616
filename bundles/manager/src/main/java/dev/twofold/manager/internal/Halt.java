/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process at a chosen point, for tests of what a crash leaves behind. Off unless the JVM was started with the
 * property, and then it does nothing before the property is a number: so many points are passed, the next one is the end.
 */
final class Halt {

    static final String PROPERTY = "twofold.test.halt";

    /** Exit status of a process that has come to its point. */
    static final int STATUS = 99;

    private static final Logger LOG = LoggerFactory.getLogger(Halt.class);
    private static final boolean POSSIBLE = System.getProperty(PROPERTY) != null;
    private static final AtomicInteger PASSED = new AtomicInteger();

    private Halt() {}

    /** A point; what follows is not done any more. */
    static void before(Object what, Object about) {
        if (POSSIBLE) {
            pass(what, about);
        }
    }

    private static void pass(Object what, Object about) {
        Integer number = Integer.getInteger(PROPERTY);
        if (number != null && PASSED.getAndIncrement() == number) {
            LOG.warn("halted before: {} {}", what, about);
            Runtime.getRuntime().halt(STATUS);
        }
    }
}
