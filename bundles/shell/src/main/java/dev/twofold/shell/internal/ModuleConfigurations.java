/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.ModuleInfo;
import dev.twofold.module.ModuleManager;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Finds configurations that nothing reads. Those of modules that there are not are slips in names; they may come long before
 * their modules, so nobody is told of them in the log. Of several for one module the manager takes the first by name.
 */
@Component(service = Warnings.class)
public final class ModuleConfigurations implements Warnings {

    private static final String OF_MODULES = "(service.factoryPid=twofold.module)";

    private final ConfigurationAdmin configurations;
    private final ModuleManager manager;

    /**
     * Warnings of names.
     *
     * @param configurations what is configured
     * @param manager tells what modules there are
     */
    @Activate
    public ModuleConfigurations(@Reference ConfigurationAdmin configurations, @Reference ModuleManager manager) {
        this.configurations = configurations;
        this.manager = manager;
    }

    @Override
    public List<String> warnings() {
        List<String> known = manager.modules().stream().map(ModuleInfo::name).toList();
        Map<String, String> counting = new HashMap<>();
        List<String> warnings = new ArrayList<>();
        ConfigurationWarnings.configured(configurations, OF_MODULES).stream().sorted(Comparator.comparing(
                Configuration::getPid)).forEach(configuration -> {
                    String name = ConfigurationWarnings.name(configuration);
                    String module = module(configuration);
                    if (!known.contains(module)) {
                        warnings.add(name + ": " + Names.unknown("module", module, known, "none is loaded")
                                .getMessage());
                    }
                    String first = counting.putIfAbsent(module, configuration.getPid());
                    if (first != null) {
                        warnings.add(name + ": does not count; of " + first + " and " + configuration.getPid()
                                + ", both for module " + module + ", the first by name does");
                    }
                });
        return warnings;
    }

    /** As the manager has it: the key {@code module}, or else the configuration's own name. */
    private static String module(Configuration configuration) {
        Object named = configuration.getProperties().get("module");
        String pid = configuration.getPid();
        return named == null || named.toString().isBlank()
                ? pid.substring(pid.indexOf('~') + 1)
                : named.toString().trim();
    }
}
