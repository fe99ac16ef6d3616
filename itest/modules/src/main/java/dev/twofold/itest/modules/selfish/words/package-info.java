/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Exported, and used by the module itself. */
@Export(substitution = Export.Substitution.CONSUMER)
@Version("1.0.0")
package dev.twofold.itest.modules.selfish.words;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
