/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.docs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The tables of the configuration are those that the bundles carry for consoles. */
class ConfigurationIT {

    @ParameterizedTest
    @CsvSource({ "manager, twofold.manager", "manager, twofold.module", "deploy, twofold.deploy" })
    void isInTheReference(String bundle, String pid) throws Exception {
        String name = "dev.twofold." + bundle + "-" + System.getProperty("twofold.version") + ".jar";
        try (JarFile jar = new JarFile(Path.of(Page.root().toString(), "bundles", bundle, "target", name).toFile())) {
            List<JarEntry> entries = jar.stream()
                    .filter(entry -> entry.getName().startsWith("OSGI-INF/metatype/") && !entry.isDirectory()).toList();
            for (JarEntry entry : entries) {
                Document document = parse(jar, entry);
                Element designate = (Element) document.getElementsByTagName("Designate").item(0);
                if (pid.equals(designate.getAttribute("pid") + designate.getAttribute("factoryPid"))) {
                    new Generated("configuration " + pid).check(table(document.getElementsByTagName("AD")));
                    return;
                }
            }
        }
        throw new AssertionError(pid + " is not in " + name);
    }

    private static Document parse(JarFile jar, JarEntry entry) throws Exception {
        try (InputStream in = jar.getInputStream(entry)) {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
        } catch (IOException failure) {
            throw new IOException(entry.getName(), failure);
        }
    }

    private static String table(NodeList attributes) {
        StringBuilder text = new StringBuilder("| Key | Type | Range | Default | Meaning |\n|---|---|---|---|---|\n");
        for (int i = 0; i < attributes.getLength(); i++) {
            Element attribute = (Element) attributes.item(i);
            String value = attribute.getAttribute("default");
            text.append("| `").append(attribute.getAttribute("id")).append("` | ").append(attribute.getAttribute(
                    "type"))
                    .append(" | ").append(range(attribute)).append(" | ").append(value.isEmpty()
                            ? ""
                            : "`" + value + "`").append(" | ")
                    .append(attribute.getAttribute("description")).append(" |\n");
        }
        return text.toString();
    }

    private static String range(Element attribute) {
        String least = attribute.getAttribute("min");
        String most = attribute.getAttribute("max");
        return most.isEmpty() ? least.replaceFirst("(?<=.)$", " or more") : least + " to " + most;
    }
}
