/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.util.List;

/** What {@code twofold:status} warns of besides modules and servers, from one place that knows. */
interface Warnings {

    /** A line for each thing that somebody should look at; none if all is well. */
    List<String> warnings();
}
