/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.supervisor;

/** Why a supervisor is asked for its specification. OTP does not tell; its users have asked for it. */
public enum Occasion {

    /** It starts, for the first time or again. */
    START,

    /** It runs, and its module is upgraded or goes back. */
    UPGRADE
}
