/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** The bundles on the class path of the tests, by symbolic name and version. Outside the framework only. */
final class ClassPath {

    private static final Map<String, File> BUNDLES = scan();

    private ClassPath() {}

    /** The bundle with this symbolic name, of which there must be one version only. */
    static File bundle(String symbolicName) {
        return find(symbolicName);
    }

    /** A revision of a module. */
    static File module(String symbolicName, String version) {
        return find(symbolicName + " " + version);
    }

    private static File find(String key) {
        return Optional.ofNullable(BUNDLES.get(key)).orElseThrow(() -> new IllegalStateException(
                "there is no bundle " + key + " on the class path of the tests: build it first"));
    }

    private static Map<String, File> scan() {
        Map<String, File> bundles = new HashMap<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            File file = new File(entry);
            if (file.isFile()) {
                Manifest manifest = manifest(file);
                String name = manifest.getMainAttributes().getValue("Bundle-SymbolicName");
                if (name != null) {
                    String symbolicName = name.split(";", 2)[0].trim();
                    bundles.put(symbolicName, file);
                    bundles.put(symbolicName + " " + manifest.getMainAttributes().getValue("Bundle-Version"), file);
                }
            }
        }
        return bundles;
    }

    private static Manifest manifest(File file) {
        try (JarFile jar = new JarFile(file)) {
            return Optional.ofNullable(jar.getManifest()).orElseGet(Manifest::new);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
