/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Servers: what a module author implements ({@link dev.twofold.server.GenServer}), and what clients call
 * ({@link dev.twofold.server.ServerRef}, {@link dev.twofold.server.ServerRegistry}). The rules are those of OTP's
 * {@code gen_server} and {@code sys}; where Java must differ the Javadoc says so.
 */
@Export
@Version("0.1.0")
package dev.twofold.server;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
