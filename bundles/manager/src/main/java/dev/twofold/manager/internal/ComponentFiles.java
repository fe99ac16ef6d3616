/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParser;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.xml.sax.SAXException;

/**
 * The component descriptions of bundles, read from their files: before a bundle is started Declarative Services knows nothing
 * of them, and once it does the components run. Read once for each bundle. Fragments have none to add: Declarative Services
 * ignores their headers, and none is attached to a module ({@link RevisionHook}). Used by the coordinator's thread only.
 */
final class ComponentFiles {

    private static final String COMPONENTS = "Service-Component";
    private static final String ANY = "*";
    private static final Duration MOMENT = Duration.ofMillis(500);
    private static final long PAUSE_NANOS = 5_000_000;

    private final Map<Long, List<String>> known = new HashMap<>();
    private Optional<SAXParser> parser = Optional.empty();

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

    /**
     * A framework may throw anything if the bundle goes or changes just then. It tells that a moment after it has taken the
     * content away; a refresh brings the content back and may tell nothing.
     */
    private List<String> readSafely(Bundle bundle) throws RefusedException {
        int state = bundle.getState();
        long modified = bundle.getLastModified();
        long begun = System.nanoTime();
        while (true) {
            try {
                return read(bundle);
            } catch (RuntimeException failed) {
                int now = bundle.getState();
                if (now == Bundle.UNINSTALLED || now != state || bundle.getLastModified() != modified) {
                    throw new RefusedException("somebody has uninstalled, updated or refreshed bundle " + bundle
                            + " meanwhile; try again");
                }
                if (System.nanoTime() - begun >= MOMENT.toNanos()) {
                    throw failed;
                }
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
    }

    private List<String> read(Bundle bundle) throws RefusedException {
        List<String> names = new ArrayList<>();
        for (URL file : files(bundle)) {
            try (InputStream content = file.openStream()) {
                ComponentFile.read(parser(), content).stream().filter(component -> !Components.isAwaited(component
                        .services()))
                        .filter(component -> !component.conditional() && !isPrivate(bundle, component))
                        .forEach(component -> names.add(component.name()));
            } catch (IOException | SAXException | ParserConfigurationException unreadable) {
                throw new RefusedException("its component description " + file.getPath()
                        + " cannot be read, build the jar again: "
                        + unreadable.getMessage());
            }
        }
        return names.stream().sorted().toList();
    }

    private SAXParser parser() throws SAXException, ParserConfigurationException {
        if (parser.isEmpty()) {
            parser = Optional.of(ComponentFile.parser());
        }
        return parser.get();
    }

    /**
     * The header names files, and may use a wildcard for the last part of a path. That a bundle is looked at does not resolve it.
     */
    private static List<URL> files(Bundle bundle) {
        String header = bundle.getHeaders("").get(COMPONENTS);
        return Stream.of(header == null ? new String[0] : header.split(",")).map(entry -> entry.split(";")[0].trim())
                .map(path -> path.startsWith("/") ? path.substring(1) : path)
                .filter(path -> !path.isEmpty()).flatMap(path -> paths(bundle, path)).map(bundle::getEntry)
                .filter(Objects::nonNull).toList();
    }

    private static Stream<String> paths(Bundle bundle, String path) {
        if (!path.contains(ANY)) {
            return Stream.of(path);
        }
        String folder = path.substring(0, path.lastIndexOf('/') + 1);
        Pattern wanted = Pattern.compile(Stream.of(path.split(Pattern.quote(ANY), -1)).map(Pattern::quote)
                .collect(Collectors.joining("[^/]*")));
        Enumeration<String> all = bundle.getEntryPaths(folder.isEmpty() ? "/" : folder);
        return all == null ? Stream.empty() : Collections.list(all).stream().filter(wanted.asMatchPredicate()).sorted();
    }

    private static boolean isPrivate(Bundle bundle, ComponentFile.Described component) {
        String exported = String.valueOf(bundle.getHeaders("").get(Constants.EXPORT_PACKAGE));
        return !component.services().isEmpty() && !component.immediate() && component.services().stream()
                .allMatch(service -> bundle.getEntry(service.replace('.', '/') + ".class") != null
                        && !exported.contains(service.substring(0, Math.max(0, service.lastIndexOf('.')))));
    }
}
