/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Modules, their revisions and what was done with them: the gen-server manager service
 * ({@link dev.twofold.module.ModuleManager}) and the records it answers with. For the hot-deploy folder, the shell and any
 * other front end; nobody but the manager implements it.
 */
@Export
@Version("0.1.0")
package dev.twofold.module;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
