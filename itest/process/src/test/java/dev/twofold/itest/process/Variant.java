/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** A jar made from a good one by changing what a test is about. */
final class Variant {

    private final Manifest manifest;
    private final Map<String, byte[]> entries = new TreeMap<>();

    private Variant(Manifest manifest) {
        this.manifest = manifest;
    }

    static Variant of(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            Variant variant = new Variant(new Manifest(file.getManifest()));
            for (ZipEntry entry : file.stream().filter(entry -> !entry.isDirectory()).toList()) {
                try (InputStream content = file.getInputStream(entry)) {
                    variant.entries.put(entry.getName(), content.readAllBytes());
                }
            }
            variant.entries.remove(JarFile.MANIFEST_NAME);
            return variant;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Variant version(String version) {
        return header("Bundle-Version", version);
    }

    Variant header(String name, String value) {
        manifest.getMainAttributes().putValue(name, value);
        return this;
    }

    Variant without(String name) {
        manifest.getMainAttributes().remove(new Attributes.Name(name));
        return this;
    }

    /** Of a module: only one revision of it can be active. */
    Variant exclusive() {
        String extenders = manifest.getMainAttributes().getValue("Require-Capability");
        return header("Require-Capability", extenders.replace("osgi.extender;", "osgi.extender;exclusive=true;"));
    }

    Variant imports(String clause) {
        return header("Import-Package", manifest.getMainAttributes().getValue("Import-Package") + "," + clause);
    }

    Variant entry(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    Variant text(String name, UnaryOperator<String> change) {
        String text = new String(entries.get(name), StandardCharsets.UTF_8);
        String changed = change.apply(text);
        if (changed.equals(text)) {
            throw new IllegalStateException("nothing to change in " + name + ": " + text);
        }
        return entry(name, changed.getBytes(StandardCharsets.UTF_8));
    }

    /** A class of the tests goes with the jar. */
    Variant type(Class<?> type) {
        String name = type.getName().replace('.', '/') + ".class";
        try (InputStream content = type.getResourceAsStream("/" + name)) {
            return entry(name, content.readAllBytes());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Path write(Path file) {
        try (OutputStream out = Files.newOutputStream(file); JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                jar.putNextEntry(new ZipEntry(entry.getKey()));
                jar.write(entry.getValue());
            }
            return file;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
