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

    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");

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
        Map<String, ObjectClassDefinition> known = known();
        return configured(configurations, OURS).stream().flatMap(configuration -> slips(configuration, known)).toList();
    }

    private Map<String, ObjectClassDefinition> known() {
        Map<String, ObjectClassDefinition> known = new HashMap<>();
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getSymbolicName() != null && bundle.getSymbolicName().startsWith(OUR_BUNDLES)) {
                MetaTypeInformation information = types.getMetaTypeInformation(bundle);
                Stream.of(information.getPids(), information.getFactoryPids()).filter(Objects::nonNull).flatMap(
                        Stream::of).forEach(pid -> known.put(pid, information.getObjectClassDefinition(pid, null)));
            }
        }
        return known;
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

    private static Stream<String> slips(Configuration configuration, Map<String, ObjectClassDefinition> known) {
        String pid = configuration.getFactoryPid() == null ? configuration.getPid() : configuration.getFactoryPid();
        String name = name(configuration);
        ObjectClassDefinition type = known.get(pid);
        if (type == null) {
            return Stream.of(name + ": nothing reads it; there are " + sorted(known.keySet().stream()));
        }
        Map<String, AttributeDefinition> attributes = Stream.of(type.getAttributeDefinitions(
                ObjectClassDefinition.ALL)).collect(Collectors.toMap(AttributeDefinition::getID, each -> each));
        Map<String, Object> written = Collections.list(configuration.getProperties().keys()).stream().collect(Collectors
                .toMap(key -> key, key -> configuration.getProperties().get(key)));
        List<String> slips = new ArrayList<>();
        written.keySet().stream().sorted().filter(key -> !NOT_OURS.matcher(key).matches()).forEach(key -> {
            AttributeDefinition attribute = attributes.get(key);
            if (attribute == null) {
                slips.add(name + ": nothing reads the key " + key + "; there are " + sorted(attributes.keySet()
                        .stream()));
            } else if (!isValid(attribute, String.valueOf(written.get(key)))) {
                slips.add(name + ": " + key + " = " + written.get(key) + " cannot be used" + instead(attribute)
                        + ", and counts as left out");
            }
        });
        return slips.stream();
    }

    /** What it is called: by the file that it comes from, if it does. */
    static String name(Configuration configuration) {
        Object file = configuration.getProperties().get("felix.fileinstall.filename");
        return "configuration " + (file == null ? configuration.getPid() : file.toString().replaceFirst(".*/", ""));
    }

    /** Words may be written in any case; Metatype leaves numbers to those who read them. */
    private static boolean isValid(AttributeDefinition attribute, String value) {
        String wrong = attribute.validate(words(attribute).isEmpty() ? value : value.trim().toLowerCase(Locale.ROOT));
        return (wrong == null || wrong.isEmpty()) && (!isNumber(attribute) || WHOLE.matcher(value).matches());
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
        return isNumber(attribute) ? " (a whole number)" : "";
    }

    private static String sorted(Stream<String> words) {
        return words.sorted().collect(Collectors.joining(", "));
    }
}
