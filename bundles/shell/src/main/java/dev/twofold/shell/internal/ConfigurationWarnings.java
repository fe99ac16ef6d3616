/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/** Compares the configurations of the platform with what its bundles say they read: slips in files in {@code conf}. */
@Component(service = Warnings.class)
public final class ConfigurationWarnings implements Warnings {

    private static final String OURS = "(|(service.pid=twofold.*)(service.factoryPid=twofold.*))";
    private static final String OUR_BUNDLES = "dev.twofold.";

    /** What others write into a configuration, or read of any. */
    private static final Pattern NOT_OURS = Pattern.compile(
            "service\\..*|component\\..*|felix\\.fileinstall\\..*|osgi\\..*|\\..*");

    private static final String MODULE = "twofold.module";
    private static final String MANAGER = "twofold.manager";

    private final BundleContext context;
    private final ConfigurationAdmin configurations;
    private final MetaTypeService types;

    /**
     * Warnings of slips.
     *
     * @param context finds the bundles of the platform
     * @param configurations what is configured
     * @param types what can be
     */
    @Activate
    public ConfigurationWarnings(BundleContext context, @Reference ConfigurationAdmin configurations,
            @Reference MetaTypeService types) {
        this.context = context;
        this.configurations = configurations;
        this.types = types;
    }

    @Override
    public List<String> warnings() {
        Map<String, Map<String, AttributeDefinition>> known = known();
        return configured(configurations, OURS).stream().flatMap(configuration -> slips(configuration, known)).toList();
    }

    /** The keys that each configuration can have. */
    private Map<String, Map<String, AttributeDefinition>> known() {
        Map<String, Map<String, AttributeDefinition>> known = new HashMap<>();
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getSymbolicName() != null && bundle.getSymbolicName().startsWith(OUR_BUNDLES)) {
                MetaTypeInformation information = types.getMetaTypeInformation(bundle);
                Stream.of(information.getPids(), information.getFactoryPids()).filter(Objects::nonNull).flatMap(
                        Stream::of).forEach(pid -> known.put(pid, attributes(information.getObjectClassDefinition(pid,
                                null))));
            }
        }
        return known;
    }

    private static Map<String, AttributeDefinition> attributes(ObjectClassDefinition type) {
        return Stream.of(type.getAttributeDefinitions(ObjectClassDefinition.ALL)).collect(Collectors.toMap(
                AttributeDefinition::getID, each -> each));
    }

    /** Those that a filter finds. */
    static List<Configuration> configured(ConfigurationAdmin configurations, String filter) {
        try {
            Configuration[] found = configurations.listConfigurations(filter);
            return found == null ? List.of() : List.of(found);
        } catch (IOException | InvalidSyntaxException e) {
            throw new IllegalStateException("the configurations cannot be listed: " + e.getMessage(), e);
        }
    }

    private Stream<String> slips(Configuration configuration, Map<String, Map<String, AttributeDefinition>> known) {
        String pid = configuration.getFactoryPid() == null ? configuration.getPid() : configuration.getFactoryPid();
        String name = name(configuration);
        if (pid.equals(MODULE) && configuration.getFactoryPid() == null) {
            return Stream.of(name + ": nothing reads it; it needs a name of its own: " + MODULE + "-NAME.cfg");
        }
        Map<String, AttributeDefinition> attributes = known.get(pid);
        if (attributes == null) {
            return Stream.of(name + ": nothing reads it; there are " + sorted(known.keySet().stream()));
        }
        Map<String, Object> written = written(configuration);
        List<String> slips = new ArrayList<>();
        written.keySet().stream().sorted().filter(key -> !NOT_OURS.matcher(key).matches()).forEach(key -> {
            AttributeDefinition attribute = attributes.get(key);
            if (attribute == null) {
                slips.add(name + ": nothing reads the key " + key + "; there are " + sorted(attributes.keySet()
                        .stream()));
            } else if (!isValid(attribute, String.valueOf(written.get(key)))) {
                slips.add(name + ": " + key + " = " + written.get(key) + " cannot be used" + instead(attribute)
                        + ", and counts as left out" + used(pid, key, known).map(value -> ": " + value + " is used")
                                .orElse(""));
            }
        });
        return slips.stream();
    }

    private static Map<String, Object> written(Configuration configuration) {
        return Collections.list(configuration.getProperties().keys()).stream().collect(Collectors.toMap(key -> key,
                key -> configuration.getProperties().get(key)));
    }

    /** What counts for a key that is left out: what the manager has in the place of a module's, or the default. */
    private Optional<String> used(String pid, String key, Map<String, Map<String, AttributeDefinition>> known) {
        if (!pid.equals(MODULE)) {
            return Optional.ofNullable(known.get(pid).get(key)).flatMap(ConfigurationWarnings::byDefault);
        }
        Optional<AttributeDefinition> managers = Optional.ofNullable(known.get(MANAGER)).map(all -> all.get(key));
        return managers.flatMap(attribute -> configured(configurations, "(service.pid=" + MANAGER + ")").stream()
                .map(each -> written(each).get(key)).filter(Objects::nonNull).map(String::valueOf)
                .filter(value -> isValid(attribute, value)).findFirst().or(() -> byDefault(attribute)));
    }

    private static Optional<String> byDefault(AttributeDefinition attribute) {
        return Stream.ofNullable(attribute.getDefaultValue()).flatMap(Stream::of).filter(value -> !value.isEmpty())
                .findFirst();
    }

    /** What it is called: by the file that it comes from, if it does. */
    static String name(Configuration configuration) {
        Object file = configuration.getProperties().get("felix.fileinstall.filename");
        return "configuration " + (file == null ? configuration.getPid() : file.toString().replaceFirst(".*/", ""));
    }

    /** Words may be written in any case; Metatype leaves to those who read numbers whether they are any. */
    private static boolean isValid(AttributeDefinition attribute, String value) {
        String wrong = attribute.validate(words(attribute).isEmpty() ? value : value.trim().toLowerCase(Locale.ROOT));
        return (wrong == null || wrong.isEmpty()) && (!isNumber(attribute) || isWhole(value));
    }

    private static boolean isWhole(String value) {
        try {
            Long.parseLong(value);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isNumber(AttributeDefinition attribute) {
        return attribute.getType() == AttributeDefinition.LONG || attribute.getType() == AttributeDefinition.INTEGER;
    }

    private static List<String> words(AttributeDefinition attribute) {
        return Stream.ofNullable(attribute.getOptionValues()).flatMap(Stream::of).filter(word -> !word.isEmpty())
                .toList();
    }

    private static String instead(AttributeDefinition attribute) {
        if (!words(attribute).isEmpty()) {
            return " (one of " + String.join(", ", words(attribute)) + ")";
        }
        return isNumber(attribute) ? " (a whole number" + range(attribute) + ")" : "";
    }

    private static String range(AttributeDefinition attribute) {
        return byDefault(attribute).map(value -> " " + Range.of(number -> isValid(attribute, Long.toString(number)),
                Long
                        .parseLong(value))).orElse("");
    }

    private static String sorted(Stream<String> words) {
        return words.sorted().collect(Collectors.joining(", "));
    }
}
