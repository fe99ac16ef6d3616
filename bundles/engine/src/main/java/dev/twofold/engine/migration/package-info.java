/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Carries states and messages from the classes of one revision over to those of another, by shape: records by the names
 * and types of their components, enums by the names of their constants, containers by their kind. What does not fit is
 * refused with its path, never guessed. {@link dev.twofold.engine.migration.Conversion} is the way in; it knows class
 * loaders only, neither servers nor OSGi.
 */
@Export
@Version("0.1.0")
package dev.twofold.engine.migration;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
