/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import dev.twofold.module.ModuleInfo;
import dev.twofold.module.ModuleManager;
import dev.twofold.server.ServerRegistry;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** What there is at a moment, for whoever reads why a test has failed. */
final class Facts {

    private final BundleContext context;
    private final ServiceComponentRuntime components;
    private final ModuleManager modules;
    private final ServerRegistry servers;

    Facts(BundleContext context, ServiceComponentRuntime components, ModuleManager modules, ServerRegistry servers) {
        this.context = context;
        this.components = components;
        this.modules = modules;
        this.servers = servers;
    }

    String tell() {
        List<String> lines = new ArrayList<>();
        lines.add("modules:");
        modules.modules().forEach(module -> lines.add("  " + describe(module)));
        lines.add("refusals:");
        modules.refusals().forEach(refusal -> lines.add("  " + refusal));
        lines.add("servers:");
        servers.servers().forEach(server -> lines.add("  " + server));
        lines.add("components that are not satisfied:");
        components.getComponentDescriptionDTOs().forEach(component -> addProblems(component, lines));
        lines.add("bundles:");
        for (Bundle bundle : context.getBundles()) {
            lines.add("  " + state(bundle) + "  " + bundle.getBundleId() + "  " + bundle.getSymbolicName() + " "
                    + bundle.getVersion() + "  " + bundle.getLocation());
        }
        return String.join("\n", lines);
    }

    static String state(Bundle bundle) {
        return switch (bundle.getState()) {
            case Bundle.UNINSTALLED -> "UNINSTALLED";
            case Bundle.INSTALLED -> "INSTALLED";
            case Bundle.RESOLVED -> "RESOLVED";
            case Bundle.STARTING -> "STARTING";
            case Bundle.STOPPING -> "STOPPING";
            case Bundle.ACTIVE -> "ACTIVE";
            default -> "state " + bundle.getState();
        };
    }

    private static String describe(ModuleInfo module) {
        return module.name() + ": current " + module.current() + ", old " + module.old() + ", last "
                + module.lastReport();
    }

    private void addProblems(ComponentDescriptionDTO component, List<String> lines) {
        for (ComponentConfigurationDTO configuration : components.getComponentConfigurationDTOs(component)) {
            if (configuration.state != ComponentConfigurationDTO.ACTIVE
                    && configuration.state != ComponentConfigurationDTO.SATISFIED) {
                List<String> missing = new ArrayList<>();
                for (var reference : configuration.unsatisfiedReferences) {
                    missing.add(reference.name);
                }
                lines.add("  " + component.name + ": needs " + missing + ", failure " + configuration.failure);
            }
        }
    }
}
