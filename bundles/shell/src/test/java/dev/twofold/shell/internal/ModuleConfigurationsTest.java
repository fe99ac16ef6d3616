/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

class ModuleConfigurationsTest {

    private final FakeManager manager = new FakeManager();
    private final List<Configuration> configured = new ArrayList<>();
    private final ModuleConfigurations warnings = new ModuleConfigurations(admin(), manager);

    @Test
    void warnsOfNamesThatNoModuleHas() {
        manager.modules.addAll(List.of(Samples.COUNTER, Samples.METER));
        configure("twofold.module~countr", Map.of("felix.fileinstall.filename",
                "file:/conf/twofold.module-countr.cfg"));
        configure("twofold.module~x1", Map.of("module", " metr "));
        assertThat(warnings.warnings()).containsExactly(
                "configuration twofold.module-countr.cfg: no module 'countr'; there are: counter, meter."
                        + " Did you mean counter?",
                "configuration twofold.module~x1: no module 'metr'; there are: counter, meter. Did you mean meter?");
    }

    @Test
    void warnsOfNoneThatAModuleHas() {
        manager.modules.addAll(List.of(Samples.COUNTER, Samples.METER));
        configure("twofold.module~counter", Map.of("module", ""));
        configure("twofold.module~x1", Map.of("module", " meter "));
        assertThat(warnings.warnings()).isEmpty();
    }

    @Test
    void warnsOfAllButTheFirstForTheSameModule() {
        manager.modules.addAll(List.of(Samples.COUNTER, Samples.METER));
        configure("twofold.module~x2", Map.of("module", "counter"));
        configure("twofold.module~meter", Map.of());
        configure("twofold.module~x1", Map.of("module", "counter", "felix.fileinstall.filename",
                "file:/conf/twofold.module-x1.cfg"));
        configure("twofold.module~counter", Map.of());
        assertThat(warnings.warnings()).containsExactly(
                "configuration twofold.module-x1.cfg: does not count; of twofold.module~counter and twofold.module~x1,"
                        + " both for module counter, the first by name does",
                "configuration twofold.module~x2: does not count; of twofold.module~counter and twofold.module~x2,"
                        + " both for module counter, the first by name does");
    }

    @Test
    void warnsIfThereIsNoModule() {
        configure("twofold.module~counter", Map.of());
        assertThat(warnings.warnings()).containsExactly(
                "configuration twofold.module~counter: no module 'counter'; none is loaded");
    }

    @Test
    void warnsOfNothingIfNothingIsConfigured() {
        assertThat(warnings.warnings()).isEmpty();
    }

    private void configure(String pid, Map<String, Object> properties) {
        configured.add((Configuration) Proxy.newProxyInstance(Configuration.class.getClassLoader(), new Class<?>[] {
                Configuration.class }, (proxy, method, arguments) -> switch (method.getName()) {
                    case "getPid" -> pid;
                    case "getProperties" -> new Hashtable<>(properties);
                    default -> throw new UnsupportedOperationException(method.getName());
                }));
    }

    private ConfigurationAdmin admin() {
        return (ConfigurationAdmin) Proxy.newProxyInstance(ConfigurationAdmin.class.getClassLoader(), new Class<?>[] {
                ConfigurationAdmin.class }, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("listConfigurations");
                    assertThat(arguments[0]).isEqualTo("(service.factoryPid=twofold.module)");
                    return configured.isEmpty() ? null : configured.toArray(Configuration[]::new);
                });
    }
}
