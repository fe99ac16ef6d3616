/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.module;

import java.util.Objects;

/**
 * How an operation gets on that is being done.
 *
 * @param module symbolic name, or the file's name as long as it is not known whether that is a module
 * @param step the step that it has come to; {@link SwapStep#GATE} until the first state is made
 * @param converted how many states of servers have been made
 * @param servers how many there are to be made; zero as long as that is not known
 */
public record SwapProgress(String module, SwapStep step, int converted, int servers) {

    /** Checks that everything is given. */
    public SwapProgress {
        Objects.requireNonNull(module, "module");
        Objects.requireNonNull(step, "step");
    }
}
