/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The OSGi side: which bundle is which revision of which module, and how one takes the place of another. The component
 * {@link dev.twofold.manager.internal.ManagerComponent} is the rim; {@link dev.twofold.manager.internal.SwapCoordinator}
 * takes what is asked for, {@link dev.twofold.manager.internal.ForeignHands} hears what others do to bundles, and
 * {@link dev.twofold.manager.internal.Operations} runs it all, one after the other, on a thread of its own. Front ends see the
 * services of the API only.
 *
 * <p>Threads: modules, revisions, bundles of modules and the store are changed by the coordinator's thread alone; others
 * read the immutable {@link dev.twofold.manager.internal.Slots}. No lock is held while the framework or a module's code is
 * called.
 */
@Capability(namespace = ImplementationNamespace.IMPLEMENTATION_NAMESPACE, name = SwappableModule.EXTENDER, version = SwappableModule.VERSION)
package dev.twofold.manager.internal;

import dev.twofold.annotation.SwappableModule;
import org.osgi.annotation.bundle.Capability;
import org.osgi.namespace.implementation.ImplementationNamespace;
