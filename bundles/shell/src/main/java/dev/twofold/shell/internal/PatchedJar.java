/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.osgi.framework.Bundle;

/** The content of a bundle with some classes replaced. The same content gives the same jar. */
final class PatchedJar {

    private static final String SIGNATURES = "META-INF/[^/]+\\.(SF|RSA|DSA|EC)";

    private final Bundle bundle;
    private final Map<String, byte[]> classes;
    private final Set<String> outer;

    /**
     * A jar.
     *
     * @param bundle whose content it is
     * @param classes class files by their paths, in place of those of that name and of the classes inside of them
     */
    PatchedJar(Bundle bundle, Map<String, byte[]> classes) {
        this.bundle = bundle;
        this.classes = classes;
        this.outer = classes.keySet().stream().map(PatchedJar::outer).collect(Collectors.toSet());
    }

    /** Writes it. */
    void write(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file); JarOutputStream jar = new JarOutputStream(out)) {
            entry(jar, JarFile.MANIFEST_NAME);
            manifest().write(jar);
            for (Map.Entry<String, URL> kept : kept().entrySet()) {
                entry(jar, kept.getKey());
                try (InputStream in = kept.getValue().openStream()) {
                    in.transferTo(jar);
                }
            }
            for (Map.Entry<String, byte[]> made : new TreeMap<>(classes).entrySet()) {
                entry(jar, made.getKey());
                jar.write(made.getValue());
            }
        }
    }

    /** Without the sums of a signature, which would not be right any more. */
    private Manifest manifest() throws IOException {
        try (InputStream in = bundle.getEntry(JarFile.MANIFEST_NAME).openStream()) {
            Manifest all = new Manifest(in);
            all.getEntries().clear();
            return all;
        }
    }

    private Map<String, URL> kept() {
        Map<String, URL> kept = new TreeMap<>();
        for (URL url : Collections.list(bundle.findEntries("/", "*", true))) {
            String path = url.getPath().substring(1);
            boolean replaced = path.endsWith(".class") && outer.contains(outer(path));
            boolean dropped = path.endsWith("/") || path.equals(JarFile.MANIFEST_NAME) || path.toUpperCase(Locale.ROOT)
                    .matches(SIGNATURES);
            if (!replaced && !dropped) {
                kept.put(path, url);
            }
        }
        return kept;
    }

    private static String outer(String path) {
        int inner = path.indexOf('$', path.lastIndexOf('/'));
        return inner < 0 ? path : path.substring(0, inner) + ".class";
    }

    private static void entry(JarOutputStream jar, String path) throws IOException {
        ZipEntry entry = new ZipEntry(path);
        entry.setTime(0);
        jar.putNextEntry(entry);
    }
}
