/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.annotation.SwappableModule;
import dev.twofold.module.RevisionId;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.namespace.extender.ExtenderNamespace;

/** What is told of fragments that find no host, because that is a module. */
class RevisionHookTest {

    private final List<String> told = new ArrayList<>();
    private final RevisionHook hook = new RevisionHook(told::add);
    private final Bundle fragment = bundle(7);

    @Test
    void tellsOnceOfAFragment() {
        hook.grant(jar("1.0.0"));
        attach(fragment);
        hook.grant(jar("1.1.0"));
        attach(fragment);
        hook.revoke(jar("1.0.0"));
        attach(fragment);

        assertThat(told).singleElement().asString().contains("fragment 7 (meter.more)", "not attached to module meter",
                "uninstall the fragment");
    }

    @Test
    void tellsOfEachFragment() {
        attach(fragment);
        attach(bundle(8));

        assertThat(told).hasSize(2);
    }

    @Test
    void tellsAgainOfAFragmentThatSomebodyHasUpdated() {
        attach(fragment);
        hook.forget(bundle(8));
        attach(fragment);
        assertThat(told).hasSize(1);

        hook.forget(fragment);
        attach(fragment);

        assertThat(told).hasSize(2);
    }

    @Test
    void tellsAgainOfAModuleThatWasGone() {
        hook.grant(jar("1.0.0"));
        attach(fragment);
        hook.revoke(jar("1.0.0"));

        hook.grant(jar("1.1.0"));
        attach(fragment);

        assertThat(told).hasSize(2);
    }

    /** As the framework asks; there is no host. */
    private void attach(Bundle bundle) {
        BundleRequirement host = stub(BundleRequirement.class, Map.of("getNamespace", HostNamespace.HOST_NAMESPACE,
                "getRevision", revision(bundle, "meter.more", List.of())));
        BundleRequirement optIn = stub(BundleRequirement.class, Map.of("getDirectives", Map.of("filter", "("
                + ExtenderNamespace.EXTENDER_NAMESPACE + "=" + SwappableModule.EXTENDER + ")")));
        List<BundleCapability> hosts = new ArrayList<>(List.of(stub(BundleCapability.class, Map.of("getRevision",
                revision(bundle(1), "meter", List.of(optIn))))));

        hook.filterMatches(host, hosts);

        assertThat(hosts).isEmpty();
    }

    private static BundleRevision revision(Bundle bundle, String name, List<BundleRequirement> requirements) {
        return stub(BundleRevision.class, Map.of("getBundle", bundle, "getSymbolicName", name,
                "getDeclaredRequirements", requirements));
    }

    private static Bundle bundle(long id) {
        return stub(Bundle.class, Map.of("getBundleId", id));
    }

    private static StoredJar jar(String version) {
        return new StoredJar(new RevisionId("meter", new Version(version), "0".repeat(64)), Path.of("meter.jar"),
                false);
    }

    /** What the framework gives, as far as it is asked. */
    private static <T> T stub(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
                (proxy, method, arguments) -> answers.get(method.getName())));
    }
}
