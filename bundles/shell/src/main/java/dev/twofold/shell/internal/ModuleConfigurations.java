/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.ModuleInfo;
import dev.twofold.module.ModuleManager;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Finds configurations of modules that there are not: slips in names. They may come long before their modules, so nobody is
 * told of them in the log; who looks at the platform sees what nothing reads now.
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
        return ConfigurationWarnings.configured(configurations, OF_MODULES).stream().flatMap(configuration -> {
            String module = module(configuration);
            return known.contains(module)
                    ? Stream.empty()
                    : Stream.of(ConfigurationWarnings.name(configuration) + ": "
                            + Names.unknown("module", module, known, "none is loaded").getMessage());
        }).toList();
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
