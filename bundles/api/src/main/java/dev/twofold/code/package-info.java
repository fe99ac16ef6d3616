/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Turning a server's old state into the new one when its module changes: OTP's {@code code_change}. Module authors
 * implement {@link dev.twofold.code.CodeChange}; everything else here is handed to them.
 */
@Export
@Version("0.1.0")
package dev.twofold.code;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
