/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * How a bundle says that it is a swappable module, and what its components are. Module authors use these annotations;
 * nobody implements anything here. All of them end up in the manifest or in component descriptions at build time, so a
 * module has no run-time dependency on this package.
 */
@Export
@Version("0.1.0")
@Capability(namespace = ExtenderNamespace.EXTENDER_NAMESPACE, name = SwappableModule.EXTENDER, version = SwappableModule.VERSION)
@Requirement(namespace = ImplementationNamespace.IMPLEMENTATION_NAMESPACE, name = SwappableModule.EXTENDER, version = SwappableModule.VERSION, effective = "active")
package dev.twofold.annotation;

import org.osgi.annotation.bundle.Capability;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.bundle.Requirement;
import org.osgi.annotation.versioning.Version;
import org.osgi.namespace.extender.ExtenderNamespace;
import org.osgi.namespace.implementation.ImplementationNamespace;
