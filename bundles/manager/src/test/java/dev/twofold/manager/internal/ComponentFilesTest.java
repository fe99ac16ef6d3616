/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Hashtable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** What is read of a bundle, also of one that somebody else removes just then. */
class ComponentFilesTest {

    private static final String INSIDE = "something is null inside the framework";

    private static Bundle bundle(int state) {
        return bundle(() -> state, () -> 1);
    }

    private static Bundle bundle(IntSupplier state, LongSupplier lastModified) {
        return (Bundle) Proxy.newProxyInstance(Bundle.class.getClassLoader(), new Class<?>[] { Bundle.class },
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getState" -> state.getAsInt();
                    case "getLastModified" -> lastModified.getAsLong();
                    case "getBundleId" -> 7L;
                    case "getHeaders" -> new Hashtable<>(Map.of("Service-Component", "OSGI-INF/ledger.xml"));
                    case "toString" -> "ledger [7]";
                    default -> throw new NullPointerException(INSIDE);
                });
    }

    /** What a bundle has in its folder, as the framework tells it: without a slash in front. */
    private static Bundle bundle(String header, Path folder, String... files) {
        return (Bundle) Proxy.newProxyInstance(Bundle.class.getClassLoader(), new Class<?>[] { Bundle.class },
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getBundleId", "getLastModified" -> 7L;
                    case "getState" -> Bundle.INSTALLED;
                    case "getHeaders" -> new Hashtable<>(Map.of("Service-Component", header));
                    case "getEntryPaths" -> Collections.enumeration(arguments[0].equals("OSGI-INF/")
                            ? List.of(files)
                            : List.of());
                    case "getEntry" -> Files.exists(folder.resolve((String) arguments[0]))
                            ? folder.resolve((String) arguments[0]).toUri().toURL()
                            : null;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    @Test
    void findsTheFilesThatTheHeaderNames(@TempDir Path folder) throws Exception {
        Files.createDirectory(folder.resolve("OSGI-INF"));
        for (String name : List.of("one", "two", "other")) {
            Files.writeString(folder.resolve("OSGI-INF/" + name + ".xml"), "<component name='" + name + "'/>");
        }
        String[] files = { "OSGI-INF/one.xml", "OSGI-INF/two.xml", "OSGI-INF/other.xml", "OSGI-INF/note.txt" };

        for (String header : List.of("OSGI-INF/t*.xml, OSGI-INF/one.xml;x=y", "/OSGI-INF/t*.xml,/OSGI-INF/one.xml",
                "OSGI-INF/t*.xml,OSGI-INF/one.xml,OSGI-INF/gone.xml,")) {
            assertThat(new ComponentFiles().unconditional(bundle(header, folder, files))).as(header).containsExactly(
                    "one", "two");
        }
    }

    @Test
    void refusesABundleThatGoesWhileItIsRead() {
        assertThatThrownBy(() -> new ComponentFiles().unconditional(bundle(Bundle.UNINSTALLED)))
                .isInstanceOf(RefusedException.class).hasMessageContaining("uninstalled", "bundle ledger [7]");
    }

    @Test
    void refusesABundleThatIsUpdatedOrRefreshedWhileItIsRead() {
        Bundle updated = bundle(() -> Bundle.INSTALLED, new AtomicLong()::incrementAndGet);
        Iterator<Integer> states = List.of(Bundle.ACTIVE, Bundle.INSTALLED).iterator();
        for (Bundle bundle : List.of(updated, bundle(states::next, () -> 1))) {
            assertThatThrownBy(() -> new ComponentFiles().unconditional(bundle))
                    .isInstanceOf(RefusedException.class).hasMessageContaining("updated", "bundle ledger [7]");
        }
    }

    @Test
    void refusesABundleThatSaysOnlyLaterThatItGoes() {
        Iterator<Integer> states = List.of(Bundle.ACTIVE, Bundle.ACTIVE, Bundle.ACTIVE, Bundle.UNINSTALLED).iterator();
        assertThatThrownBy(() -> new ComponentFiles().unconditional(bundle(states::next, () -> 1)))
                .isInstanceOf(RefusedException.class).hasMessageContaining("uninstalled", "bundle ledger [7]");
        assertThat(states).isExhausted();
    }

    @Test
    void readsABundleAgainThatIsRefreshedAndSaysNothing(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("one.xml"), "<component name='one'/>");
        Bundle refreshed = bundle("one.xml", folder);
        Iterator<Boolean> away = List.of(true, true, false).iterator();
        Bundle bundle = (Bundle) Proxy.newProxyInstance(Bundle.class.getClassLoader(), new Class<?>[] { Bundle.class },
                (proxy, method, arguments) -> {
                    if (method.getName().equals("getEntry") && away.next()) {
                        throw new NullPointerException(INSIDE);
                    }
                    return method.invoke(refreshed, arguments);
                });

        assertThat(new ComponentFiles().unconditional(bundle)).containsExactly("one");
    }

    @Test
    void doesNotTakeAFaultForThat() {
        for (int state : List.of(Bundle.ACTIVE, Bundle.INSTALLED)) { // it is read before it is started, too
            assertThatThrownBy(() -> new ComponentFiles().unconditional(bundle(state))).isInstanceOf(
                    NullPointerException.class).hasMessage(INSIDE);
        }
    }
}
