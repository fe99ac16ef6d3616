/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads a component description file of Declarative Services, as far as it matters here. */
final class ComponentFile extends DefaultHandler {

    private final List<Described> components = new ArrayList<>();
    private String name;
    private String implementation;
    private boolean immediate;
    private boolean conditional;
    private List<String> services = new ArrayList<>();
    private StringBuilder condition;

    private ComponentFile() {}

    /**
     * A component.
     *
     * @param name its name, or the name of its class if it has none
     * @param immediate whether it is said to be activated at once
     * @param conditional whether it lives only while its revision is current
     * @param services the interfaces of its services
     */
    record Described(String name, boolean immediate, boolean conditional, List<String> services) {
    }

    /** A parser for one file after the other, that reads nothing else. */
    static SAXParser parser() throws SAXException, ParserConfigurationException {
        SAXParserFactory parsers = SAXParserFactory.newDefaultInstance();
        parsers.setNamespaceAware(true);
        parsers.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        parsers.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return parsers.newSAXParser();
    }

    /** The components that a file describes. The parser may keep what it has read from, so that is never the bundle. */
    static List<Described> read(SAXParser parser, InputStream content) throws IOException, SAXException {
        ComponentFile file = new ComponentFile();
        parser.parse(new ByteArrayInputStream(content.readAllBytes()), file);
        return file.components;
    }

    @Override
    public void startElement(String uri, String element, String qualified, Attributes attributes) {
        switch (element) {
            case "component" -> {
                name = attributes.getValue("name");
                implementation = null;
                immediate = "true".equals(attributes.getValue("immediate"));
                conditional = false;
                services = new ArrayList<>();
            }
            case "implementation" -> implementation = attributes.getValue("class");
            case "provide" -> services.add(String.valueOf(attributes.getValue("interface")));
            case "property" -> {
                if (Components.CONDITION_TARGET.equals(attributes.getValue("name"))) {
                    String value = attributes.getValue("value");
                    conditional |= isCurrent(value);
                    condition = value == null ? new StringBuilder() : null; // it is the text between the tags then
                }
            }
            default -> { // what does not matter here
            }
        }
    }

    private static boolean isCurrent(String target) {
        return target != null && target.trim().equals(Components.CURRENT);
    }

    @Override
    public void characters(char[] text, int start, int length) {
        if (condition != null) {
            condition.append(text, start, length);
        }
    }

    @Override
    public void endElement(String uri, String element, String qualified) {
        if (element.equals("property") && condition != null) {
            conditional |= isCurrent(condition.toString());
            condition = null;
        } else if (element.equals("component")) {
            components.add(new Described(name == null ? implementation : name, immediate, conditional, services));
        }
    }
}
