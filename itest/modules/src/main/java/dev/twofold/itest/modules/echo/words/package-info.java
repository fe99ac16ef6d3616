/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What two modules say to each other; lies in a bundle of its own. */
@Export
@Version("1.0.0")
package dev.twofold.itest.modules.echo.words;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
