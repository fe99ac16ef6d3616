/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Jars for tests. */
final class Jars {

    static final String OPT_IN = "osgi.extender;filter:=\"(&(osgi.extender=twofold)(version>=1.0.0)(!(version>=2.0.0)))\","
            + "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=17))\"";

    private Jars() {}

    static Path module(Path folder, String name, String version, String content) {
        return write(folder.resolve(name.replace('/', '_') + "-" + version + ".jar"), Map.of("Bundle-SymbolicName",
                name,
                "Bundle-Version", version, "Require-Capability", OPT_IN), content);
    }

    static Path write(Path file, Map<String, String> headers, String content) {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach(manifest.getMainAttributes()::putValue);
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
                jar.putNextEntry(new JarEntry("content.txt"));
                jar.write(content.getBytes(StandardCharsets.UTF_8));
                jar.closeEntry();
            }
            return Files.write(file, bytes.toByteArray());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
