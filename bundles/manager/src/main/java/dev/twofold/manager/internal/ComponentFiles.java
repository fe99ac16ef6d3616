/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The component descriptions of bundles, read from their files: before a bundle is started Declarative Services knows nothing
 * of them, and once it does the components run. Read once for each bundle. Used by the coordinator's thread only.
 */
final class ComponentFiles {

    private static final String COMPONENTS = "Service-Component";

    private final Map<Long, List<String>> known = new HashMap<>();
    private Optional<DocumentBuilder> parser = Optional.empty();

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
                elements(parse(content).getElementsByTagNameNS("*", "component"))
                        .filter(component -> !Components.isAwaited(services(component)))
                        .filter(component -> !isConditional(component) && !isPrivate(bundle, component))
                        .forEach(component -> names.add(name(component)));
            } catch (IOException | SAXException | ParserConfigurationException unreadable) {
                throw new RefusedException("its component description " + file.getPath()
                        + " cannot be read, build the jar again: "
                        + unreadable.getMessage());
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

    /** The parser may keep what it has read from, so that is not to be the bundle. */
    private Document parse(InputStream content) throws IOException, SAXException, ParserConfigurationException {
        if (parser.isEmpty()) {
            parser = Optional.of(parser());
        }
        return parser.get().parse(new ByteArrayInputStream(content.readAllBytes()));
    }

    private static DocumentBuilder parser() throws ParserConfigurationException {
        DocumentBuilderFactory parsers = DocumentBuilderFactory.newDefaultInstance();
        parsers.setNamespaceAware(true);
        parsers.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        parsers.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return parsers.newDocumentBuilder();
    }

    private static boolean isConditional(Element component) {
        return elements(component.getElementsByTagNameNS("*", "property"))
                .filter(property -> property.getAttribute("name").equals(Components.CONDITION_TARGET))
                .map(property -> property.hasAttribute("value")
                        ? property.getAttribute("value")
                        : property.getTextContent())
                .anyMatch(target -> target.trim().equals(Components.CURRENT));
    }

    private static List<String> services(Element component) {
        return texts(component, "provide", provide -> provide.getAttribute("interface"));
    }

    private static boolean isPrivate(Bundle bundle, Element component) {
        List<String> services = services(component);
        String exported = String.valueOf(bundle.getHeaders("").get(Constants.EXPORT_PACKAGE));
        return !services.isEmpty() && !component.getAttribute("immediate").equals("true") && services.stream()
                .allMatch(service -> bundle.getEntry(service.replace('.', '/') + ".class") != null
                        && !exported.contains(service.substring(0, service.lastIndexOf('.'))));
    }

    private static String name(Element component) {
        return component.hasAttribute("name")
                ? component.getAttribute("name")
                : String.join(", ", texts(component, "implementation", type -> type.getAttribute("class")));
    }

    private static List<String> texts(Element component, String element, Function<Element, String> text) {
        return elements(component.getElementsByTagNameNS("*", element)).map(text).toList();
    }

    private static Stream<Element> elements(NodeList nodes) {
        return IntStream.range(0, nodes.getLength()).mapToObj(nodes::item).map(Element.class::cast);
    }
}
