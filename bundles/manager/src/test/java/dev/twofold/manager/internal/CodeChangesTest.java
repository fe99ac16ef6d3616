/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.code.CodeChange;
import dev.twofold.engine.migration.ChangeOffer;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.VersionRange;

/** Code changes that somebody else takes away just then. */
class CodeChangesTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** Has no services, and knows of no bundle. */
    private static <T> T gone(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> 1;
                    case "equals" -> proxy == arguments[0];
                    default -> null;
                }));
    }

    @Test
    @SuppressWarnings("unchecked")
    void refusesOneThatHasGone() {
        ServiceReference<CodeChange> service = gone(ServiceReference.class);
        ChangeOffer<ServiceReference<CodeChange>> offer = new ChangeOffer<>("AddBand of ledger 1.1.0", service,
                "ledger",
                "", new VersionRange("1.0"), new VersionRange("1.1"), 0);

        try (Bounded bounded = new Bounded();
                CodeChanges changes = new CodeChanges(gone(BundleContext.class), null, bounded, LIMIT)) {
            assertThatThrownBy(() -> changes.use(offer)).isInstanceOf(RefusedException.class).hasMessageContaining(
                    "AddBand of ledger 1.1.0 has gone meanwhile");
        }
    }
}
