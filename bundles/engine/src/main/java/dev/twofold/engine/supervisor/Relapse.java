/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

/**
 * A restart has failed.
 *
 * @param id that of the child's specification
 * @param failure why
 * @param retry the next try
 */
record Relapse(String id, Birth.Failed failure, TryAgain retry) {
}
