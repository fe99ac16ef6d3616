/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Tests of servers and their code changes without a framework: {@link dev.twofold.testkit.TestModule} loads the revisions
 * of a module from their jars, as the manager does, and runs its servers on the same engine. Module authors call it from
 * any test framework; nobody implements anything here.
 */
@Export
@Version("0.1.0")
package dev.twofold.testkit;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
