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
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads a component description file of Declarative Services, as far as it matters here. */
final class ComponentFile {

    private static final XMLInputFactory READERS = readers();

    private final XMLStreamReader reader;
    private final List<Described> components = new ArrayList<>();
    private String name;
    private String implementation;
    private boolean immediate;
    private boolean conditional;
    private List<String> services = new ArrayList<>();

    private ComponentFile(XMLStreamReader reader) {
        this.reader = reader;
    }

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

    private static XMLInputFactory readers() {
        XMLInputFactory readers = XMLInputFactory.newDefaultFactory();
        readers.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        readers.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return readers;
    }

    /** The components that a file describes. The parser may keep what it reads from, so that is never the bundle. */
    static List<Described> read(InputStream content) throws IOException, XMLStreamException {
        return new ComponentFile(READERS.createXMLStreamReader(new ByteArrayInputStream(content.readAllBytes())))
                .read();
    }

    private List<Described> read() throws XMLStreamException {
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.DTD -> throw new XMLStreamException("a document type is not allowed in it");
                case XMLStreamConstants.START_ELEMENT -> begin(reader.getLocalName());
                case XMLStreamConstants.END_ELEMENT -> end(reader.getLocalName());
                default -> { // text between elements
                }
            }
        }
        return components;
    }

    private void begin(String element) throws XMLStreamException {
        switch (element) {
            case "component" -> {
                name = reader.getAttributeValue(null, "name");
                immediate = "true".equals(reader.getAttributeValue(null, "immediate"));
                conditional = false;
                services = new ArrayList<>();
            }
            case "implementation" -> implementation = reader.getAttributeValue(null, "class");
            case "provide" -> services.add(String.valueOf(reader.getAttributeValue(null, "interface")));
            case "property" -> {
                if (Components.CONDITION_TARGET.equals(reader.getAttributeValue(null, "name"))) {
                    String value = reader.getAttributeValue(null, "value");
                    conditional = (value == null ? reader.getElementText() : value).trim().equals(Components.CURRENT);
                }
            }
            default -> { // what does not matter here
            }
        }
    }

    private void end(String element) {
        if (element.equals("component")) {
            components.add(new Described(name == null ? implementation : name, immediate, conditional, services));
        }
    }
}
