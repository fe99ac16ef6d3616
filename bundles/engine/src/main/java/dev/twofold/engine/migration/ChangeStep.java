/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import dev.twofold.code.ChangeContext;
import dev.twofold.code.CodeChange;
import java.util.Objects;

/**
 * One code change on the way from one version to another.
 *
 * @param change the code change
 * @param context what it is told
 */
public record ChangeStep(CodeChange change, ChangeContext context) {

    /** Checks that both are given. */
    public ChangeStep {
        Objects.requireNonNull(change, "change");
        Objects.requireNonNull(context, "context");
    }
}
