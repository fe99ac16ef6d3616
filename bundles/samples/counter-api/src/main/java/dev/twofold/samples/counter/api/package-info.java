/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The protocol of the counter: the records that clients send. It lies in a bundle that is never swapped, so that clients
 * and all revisions of the module share these classes and no client holds on to a revision.
 */
@Export
@Version("1.0.0")
package dev.twofold.samples.counter.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
