/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The hot-deploy folder. {@link dev.twofold.deploy.internal.Reconciler} compares what lies in the folder with what
 * was handed to the manager, in one thread and without OSGi; the components around it start it, and have File Install
 * wake it and leave modules alone.
 */
package dev.twofold.deploy.internal;
