/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.consumer;

import org.osgi.service.component.annotations.Component;

/** Does not follow the condition of the current revision. */
@Component(immediate = true, service = GreedyConsumer.class)
public final class GreedyConsumer {
}
