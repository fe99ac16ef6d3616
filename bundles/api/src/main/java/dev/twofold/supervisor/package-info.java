/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Supervisors: servers that start other servers, start them again when they end, and stop them in order. Authors implement
 * {@link dev.twofold.supervisor.Supervisor}; clients and operators use {@link dev.twofold.supervisor.Supervisors}. The
 * rules are those of OTP's {@code supervisor}; where Java must differ the Javadoc says so.
 */
@Export
@Version("0.1.0")
package dev.twofold.supervisor;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
