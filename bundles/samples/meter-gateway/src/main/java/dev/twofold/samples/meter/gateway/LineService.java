/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.meter.gateway;

import java.util.concurrent.CompletionStage;

/** Answers lines. */
@FunctionalInterface
interface LineService {

    /**
     * Answers a line. Called from any thread, and never waits.
     *
     * @param line the line without its end
     * @return completed with a line; never exceptionally, and not later than some limit
     */
    CompletionStage<String> answer(String line);
}
