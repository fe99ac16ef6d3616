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
 * @param versions the versions that its author has said it is for, as text; empty if it was not chosen by these
 */
public record ChangeStep(CodeChange change, ChangeContext context, String versions) {

    /** Checks that all are given. */
    public ChangeStep {
        Objects.requireNonNull(change, "change");
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(versions, "versions");
    }

    /**
     * One that was chosen by somebody, whatever versions it is for.
     *
     * @param change the code change
     * @param context what it is told
     */
    public ChangeStep(CodeChange change, ChangeContext context) {
        this(change, context, "");
    }

    /** Its class, what it is for and what it was wanted for: for refusals. */
    @Override
    public String toString() {
        String type = change.getClass().getName();
        int lambda = type.indexOf("$$");
        return "the CodeChange " + (lambda < 0 ? type : type.substring(0, lambda))
                + (versions.isEmpty() ? "" : " (" + versions + ")") + " for server type '" + context.serverType()
                + "' from " + context.from() + " to " + context.to();
    }
}
