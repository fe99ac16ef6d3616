/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.team;

/** What a member knows. */
public record Score(long points) {
}
