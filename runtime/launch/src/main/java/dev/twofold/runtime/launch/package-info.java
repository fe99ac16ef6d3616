/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Goes with the launcher of the standalone runtime, outside of the framework. */
package dev.twofold.runtime.launch;
