/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.supervisor;

/**
 * How many children a supervisor has.
 *
 * @param specs how many specifications; 1 for a {@link Strategy#SIMPLE_ONE_FOR_ONE}
 * @param active how many processes
 * @param supervisors how many children are supervisors, with or without a process
 * @param workers how many are not
 */
public record ChildCounts(int specs, int active, int supervisors, int workers) {
}
