/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.module;

/** What happens to servers that run the oldest revision when its slot is needed. */
public enum PurgePolicy {
    /** They end with {@code killed}, as by OTP's {@code purge}; their supervisors start them again on the current revision. */
    KILL,
    /** The operation is refused, as by OTP's {@code soft_purge}, and says which servers they are. */
    SOFT
}
