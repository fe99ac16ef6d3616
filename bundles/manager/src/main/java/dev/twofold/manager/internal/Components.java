/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.annotation.SwappableModule;
import dev.twofold.code.CodeChange;
import dev.twofold.server.ExitReason;
import dev.twofold.server.GenServer;
import dev.twofold.supervisor.Supervisor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.ComponentConstants;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** What Declarative Services knows of a module's components: which of them Twofold waits for, and why one is not there. */
final class Components {

    private static final List<String> AWAITED = List.of(GenServer.class.getName(), Supervisor.class.getName(),
            CodeChange.class.getName());
    /** Component property with the condition that a component follows. */
    static final String CONDITION_TARGET = "osgi.ds.satisfying.condition.target";

    /** What it says of a component that follows the current revision. */
    static final String CURRENT = "(osgi.condition.id=" + SwappableModule.CURRENT + ")";

    private static final String CAUSED_BY = "Caused by: ";

    /** What the JDK says of a class whose static initialiser has failed before. */
    private static final String UNINITIALISED = "Could not initialize class";

    private final ServiceComponentRuntime runtime;

    Components(ServiceComponentRuntime runtime) {
        this.runtime = runtime;
    }

    /** A line for each component that is awaited and not satisfied. */
    List<String> missing(Bundle bundle) {
        List<String> missing = new ArrayList<>();
        Collection<ComponentDescriptionDTO> known = runtime.getComponentDescriptionDTOs(bundle);
        if (known.isEmpty()) {
            // a refresh by somebody else stops the bundle for a moment, with all that is wired to the same bundle
            missing.add("Declarative Services knows none of its components");
        }
        for (ComponentDescriptionDTO component : known) {
            Collection<ComponentConfigurationDTO> configurations = runtime.getComponentConfigurationDTOs(component);
            boolean awaited = isAwaited(List.of(component.serviceInterfaces));
            if (awaited && configurations.stream().noneMatch(Components::isSatisfied)) {
                missing.add("component " + component.name + " " + problems(component, configurations));
            }
        }
        return missing;
    }

    /**
     * Whether each component that is awaited has registered its service. Then it has been satisfied, and may have failed in its
     * activation since: {@link #missing} tells that, and takes longer.
     */
    boolean areRegistered(Bundle bundle) {
        Set<String> there = Stream.ofNullable(bundle.getRegisteredServices()).flatMap(Arrays::stream)
                .filter(service -> isAwaited(List.of((String[]) service.getProperty(Constants.OBJECTCLASS))))
                .map(service -> String.valueOf(service.getProperty(ComponentConstants.COMPONENT_NAME)))
                .collect(Collectors.toSet());
        return !there.isEmpty() && runtime.getComponentDescriptionDTOs(bundle).stream()
                .filter(component -> isAwaited(List.of(component.serviceInterfaces)))
                .allMatch(component -> there.contains(component.name));
    }

    /** Whether a component with these services is one that Twofold waits for. */
    static boolean isAwaited(Collection<String> services) {
        return services.stream().anyMatch(AWAITED::contains);
    }

    /** Why a service of a bundle was not to be had: what the activation of its components has thrown. */
    String failure(Bundle bundle, ServiceReference<?> service) {
        List<String> failures = new ArrayList<>();
        for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs(bundle)) {
            for (ComponentConfigurationDTO configuration : runtime.getComponentConfigurationDTOs(component)) {
                if (configuration.failure != null) {
                    failures.add(component.name + ": " + rootCause(configuration.failure));
                }
            }
        }
        if (failures.isEmpty() && service.getProperty(ComponentConstants.COMPONENT_NAME) instanceof String component) {
            unlinked(bundle, component).ifPresent(failures::add);
        }
        return failures.isEmpty() ? "see the log" : String.join("; ", failures) + "; the log has the stack";
    }

    /** The runtime keeps no failure of a class that cannot be linked, so that it is looked at once more. */
    private Optional<String> unlinked(Bundle bundle, String component) {
        try {
            Class<?> type = bundle.loadClass(className(bundle, component));
            Class.forName(type.getName(), true, type.getClassLoader());
            for (; type != null; type = type.getSuperclass()) {
                type.getDeclaredConstructors();
                type.getDeclaredMethods();
                type.getDeclaredFields();
            }
            return Optional.empty();
        } catch (ClassNotFoundException | LinkageError | IllegalStateException broken) {
            return Optional.of(advised(component + ": " + ExitReason.of(broken)));
        }
    }

    private static String advised(String cause) {
        boolean absent = cause.contains(NoClassDefFoundError.class.getName()) && !cause.contains(UNINITIALISED)
                || cause.contains(ClassNotFoundException.class.getName());
        return absent ? cause + " (import its package in the bundle)" : cause;
    }

    /** Of a component; its name, if it has gone. */
    String className(Bundle bundle, String component) {
        ComponentDescriptionDTO known = runtime.getComponentDescriptionDTO(bundle, component);
        return known == null ? component : known.implementationClass;
    }

    private static boolean isSatisfied(ComponentConfigurationDTO configuration) {
        return configuration.state == ComponentConfigurationDTO.ACTIVE
                || configuration.state == ComponentConfigurationDTO.SATISFIED;
    }

    private static String problems(ComponentDescriptionDTO component,
            Collection<ComponentConfigurationDTO> configurations) {
        if (configurations.isEmpty()) {
            return "waits for a configuration: " + String.join(", ", component.configurationPid);
        }
        return String.join(", ", configurations.stream().flatMap(each -> problems(component, each)).toList());
    }

    private static Stream<String> problems(ComponentDescriptionDTO component, ComponentConfigurationDTO configuration) {
        if (configuration.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
            return Stream.of("could not be activated: " + rootCause(configuration.failure));
        }
        if (configuration.state == ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION) {
            return Stream.of("waits for a configuration: " + String.join(", ", component.configurationPid));
        }
        return Arrays.stream(configuration.unsatisfiedReferences).map(reference -> reference(component, reference));
    }

    private static String reference(ComponentDescriptionDTO component, UnsatisfiedReferenceDTO unsatisfied) {
        String service = Arrays.stream(component.references).filter(each -> each.name.equals(unsatisfied.name))
                .map(each -> each.interfaceName).findFirst().orElse(unsatisfied.name);
        return "waits for a service " + service + (unsatisfied.target == null ? "" : " with " + unsatisfied.target);
    }

    /** The runtime keeps a stack trace as text; its last cause is what the author has thrown. */
    private static String rootCause(String trace) {
        List<String> lines = trace == null ? List.of() : trace.lines().toList();
        return advised(lines.stream().filter(line -> line.startsWith(CAUSED_BY)).reduce((first, last) -> last)
                .map(line -> line.substring(CAUSED_BY.length())).orElse(lines.isEmpty() ? "" : lines.get(0)));
    }
}
