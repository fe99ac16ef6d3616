/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.Hashtable;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/** What is read of a bundle that somebody else removes just then. */
class ComponentFilesTest {

    private static final String INSIDE = "something is null inside the framework";

    private static Bundle bundle(int state) {
        return (Bundle) Proxy.newProxyInstance(Bundle.class.getClassLoader(), new Class<?>[] { Bundle.class },
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getState" -> state;
                    case "getBundleId" -> 7L;
                    case "getHeaders" -> new Hashtable<>(Map.of("Service-Component", "OSGI-INF/ledger.xml"));
                    case "toString" -> "ledger [7]";
                    default -> throw new NullPointerException(INSIDE);
                });
    }

    @Test
    void refusesABundleThatGoesWhileItIsRead() {
        assertThatThrownBy(() -> new ComponentFiles().unconditional(bundle(Bundle.UNINSTALLED)))
                .isInstanceOf(RefusedException.class).hasMessageContaining("uninstalled bundle ledger [7]");
    }

    @Test
    void doesNotTakeAFaultForThat() {
        assertThatThrownBy(() -> new ComponentFiles().unconditional(bundle(Bundle.ACTIVE))).isInstanceOf(
                NullPointerException.class).hasMessage(INSIDE);
    }
}
