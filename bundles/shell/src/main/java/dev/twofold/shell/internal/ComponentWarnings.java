/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.util.List;
import java.util.Objects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Finds components that Declarative Services could not activate: what they would have given is silently missing. */
@Component(service = Warnings.class)
public final class ComponentWarnings implements Warnings {

    private final ServiceComponentRuntime runtime;

    /**
     * Warnings of failed components.
     *
     * @param runtime knows them
     */
    @Activate
    public ComponentWarnings(@Reference ServiceComponentRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public List<String> warnings() {
        return runtime.getComponentDescriptionDTOs().stream().flatMap(component -> runtime
                .getComponentConfigurationDTOs(
                        component).stream().filter(each -> each.state == ComponentConfigurationDTO.FAILED_ACTIVATION)
                .map(
                        each -> text(component, each))).toList();
    }

    private static String text(ComponentDescriptionDTO component, ComponentConfigurationDTO failed) {
        return "component " + component.name + " of " + component.bundle.symbolicName + " " + component.bundle.version
                + " failed: " + Objects.toString(failed.failure, "its activation").lines().findFirst().orElse("")
                + "; the log tells more";
    }
}
