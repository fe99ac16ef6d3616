/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Servers in plain Java: mailbox, loop, names, monitors, suspend and resume, and the gate behind which all servers of a
 * module change their code at once. {@link dev.twofold.engine.Engine} is the way in. Nothing here knows OSGi.
 *
 * <p>Threads: a server's code, state and counters belong to the thread that runs it (bit {@code RUNNING} of its status
 * word); while its group's gate is closed and at rest they belong to the thread that closed the gate. Everything else is
 * safe from any thread.
 */
@Export
@Version("0.1.0")
package dev.twofold.engine;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
