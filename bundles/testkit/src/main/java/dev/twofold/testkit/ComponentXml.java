/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads the component descriptions that Declarative Services reads at run time. */
final class ComponentXml {

    private static final String NO_DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";
    private static final List<String> UNUSUAL = List.of("activate", "deactivate", "activation-fields", "factory");

    private ComponentXml() {}

    static List<Component> read(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            DocumentBuilderFactory parsers = DocumentBuilderFactory.newInstance();
            parsers.setNamespaceAware(true);
            parsers.setFeature(NO_DOCTYPE, true); // and so no external entities
            DocumentBuilder parser = parsers.newDocumentBuilder();
            parser.setErrorHandler(new DefaultHandler()); // throws; the parser's own one prints
            return elements(parser.parse(content).getElementsByTagNameNS("*", "component"))
                    .map(ComponentXml::component).toList();
        } catch (SAXException | ParserConfigurationException malformed) {
            throw new IllegalArgumentException(file + " is not a component description: " + malformed.getMessage(),
                    malformed);
        }
    }

    private static Component component(Element element) {
        Set<String> services = children(element, "provide").map(provide -> provide.getAttribute("interface"))
                .collect(Collectors.toSet());
        String type = children(element, "implementation").map(one -> one.getAttribute("class")).findFirst().orElse("");
        String init = element.getAttribute("init");
        int parameters = init.isEmpty() ? 0 : Integer.parseInt(init);
        return new Component(type, services, properties(element), parameters, unusual(element));
    }

    private static Map<String, List<String>> properties(Element component) {
        Map<String, List<String>> properties = new HashMap<>();
        children(component, "property").forEach(property -> properties.put(property.getAttribute("name"),
                property.hasAttribute("value")
                        ? List.of(property.getAttribute("value"))
                        : property.getTextContent().lines().map(String::trim).filter(line -> !line.isEmpty())
                                .toList()));
        return properties;
    }

    /** What Declarative Services would do beyond calling the constructor. */
    private static List<String> unusual(Element component) {
        List<String> found = new ArrayList<>();
        UNUSUAL.stream().filter(component::hasAttribute).map(name -> name + "=" + component.getAttribute(name))
                .forEach(found::add);
        if (component.getAttribute("configuration-policy").equals("require")) {
            found.add("a configuration");
        }
        children(component, "reference").filter(reference -> !reference.hasAttribute("parameter"))
                .map(reference -> "the reference " + reference.getAttribute("name")).forEach(found::add);
        return found;
    }

    private static Stream<Element> children(Element element, String name) {
        return elements(element.getElementsByTagName(name));
    }

    private static Stream<Element> elements(NodeList nodes) {
        return IntStream.range(0, nodes.getLength()).mapToObj(nodes::item).map(Element.class::cast);
    }
}
