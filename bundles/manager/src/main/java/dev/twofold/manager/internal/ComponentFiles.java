/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamException;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;

/**
 * The component descriptions of bundles, read from their files: before a bundle is started Declarative Services knows nothing
 * of them, and once it does the components run. Read once for each bundle. Used by the coordinator's thread only.
 */
final class ComponentFiles {

    private static final String COMPONENTS = "Service-Component";

    private final Map<Long, List<String>> known = new HashMap<>();

    /**
     * Names of the components that others can notice and that run whether or not the revision is current. Not among them are
     * those that Twofold waits for, and those that run only while one of the bundle's own uses their services, because nobody
     * else has the interface.
     */
    List<String> unconditional(Bundle bundle) throws RefusedException {
        List<String> names = known.get(bundle.getBundleId());
        if (names == null) {
            names = readSafely(bundle);
            known.put(bundle.getBundleId(), names);
        }
        return names;
    }

    /** A bundle has gone. */
    void forget(Bundle bundle) {
        known.remove(bundle.getBundleId());
    }

    private List<String> readSafely(Bundle bundle) throws RefusedException {
        try {
            return read(bundle);
        } catch (RuntimeException failed) { // a framework may throw anything if the bundle goes just then
            if (bundle.getState() != Bundle.UNINSTALLED) {
                throw failed;
            }
            throw new RefusedException("somebody has uninstalled bundle " + bundle + " meanwhile; try again");
        }
    }

    private List<String> read(Bundle bundle) throws RefusedException {
        List<String> names = new ArrayList<>();
        for (URL file : files(bundle)) {
            try (InputStream content = file.openStream()) {
                ComponentFile.read(content).stream().filter(component -> !Components.isAwaited(component.services()))
                        .filter(component -> !component.conditional() && !isPrivate(bundle, component))
                        .forEach(component -> names.add(component.name()));
            } catch (IOException | XMLStreamException unreadable) {
                throw new RefusedException("its component description " + file.getPath()
                        + " cannot be read, build the jar again: "
                        + unreadable.getMessage().replaceAll("\\R", ", "));
            }
        }
        return names.stream().sorted().toList();
    }

    /** The header names files, and may use a wildcard for the last part of a path. */
    private static List<URL> files(Bundle bundle) {
        String header = bundle.getHeaders("").get(COMPONENTS);
        List<URL> files = new ArrayList<>();
        for (String entry : header == null ? new String[0] : header.split(",")) {
            String path = entry.split(";")[0].trim();
            int end = path.lastIndexOf('/');
            if (!path.isEmpty()) {
                files.addAll(entries(bundle, end < 0 ? "/" : path.substring(0, end), path.substring(end + 1)));
            }
        }
        return files;
    }

    private static List<URL> entries(Bundle bundle, String folder, String names) {
        Enumeration<URL> found = bundle.findEntries(folder, names, false);
        return found == null ? List.of() : Collections.list(found);
    }

    private static boolean isPrivate(Bundle bundle, ComponentFile.Described component) {
        String exported = String.valueOf(bundle.getHeaders("").get(Constants.EXPORT_PACKAGE));
        return !component.services().isEmpty() && !component.immediate() && component.services().stream()
                .allMatch(service -> bundle.getEntry(service.replace('.', '/') + ".class") != null
                        && !exported.contains(service.substring(0, service.lastIndexOf('.'))));
    }
}
