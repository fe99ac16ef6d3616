/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.EmbeddedResource;
import aQute.bnd.osgi.Jar;
import aQute.bnd.osgi.Resource;
import aQute.lib.io.IO;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A bundle made of code that is compiled already: in any version, with any headers. Outside the framework only. */
final class ModuleJar {

    private static final Map<File, Jar> CODE = new ConcurrentHashMap<>();

    private final Map<String, String> instructions = new LinkedHashMap<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, Resource> content = new LinkedHashMap<>();

    private ModuleJar(String symbolicName, String version) {
        instruction("Bundle-SymbolicName", symbolicName).instruction("Bundle-Version", version)
                .instruction("-noimportjava", "true").instruction("-noextraheaders", "true");
    }

    static ModuleJar of(String symbolicName, String version) {
        return new ModuleJar(symbolicName, version);
    }

    /** Tells bnd what to do. */
    ModuleJar instruction(String name, String value) {
        instructions.put(name, value);
        return this;
    }

    /** Sets a header that bnd does not get to see, so it may be wrong. */
    ModuleJar header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Adds a class and those of its package that it inherits from. */
    ModuleJar with(Class<?> type) {
        String path = type.getName().replace('.', '/') + ".class";
        content.put(path, code(type).getResource(path));
        Class<?> base = type.getSuperclass(); // none of an interface
        return base != null && type.getPackage().equals(base.getPackage()) ? with(base) : this;
    }

    /** Adds a class with all others of its package. */
    ModuleJar withPackageOf(Class<?> type) {
        content.putAll(code(type).getDirectory(type.getPackageName().replace('.', '/')));
        return this;
    }

    /** Gives something in a class that is there another name, which must be as long. */
    ModuleJar renaming(Class<?> type, String from, String to) {
        String path = type.getName().replace('.', '/') + ".class";
        try {
            String bytes = new String(IO.read(code(type).getResource(path).openInputStream()), ISO_8859_1);
            content.put(path, new EmbeddedResource(bytes.replace(from, to).getBytes(ISO_8859_1), 0));
            return this;
        } catch (Exception failed) { // what bnd declares
            throw new IllegalStateException(failed);
        }
    }

    /** Writes it under a name, to which the ending is added. */
    void write(Path folder, String name) {
        Path file = folder.resolve(name + ".jar");
        try (Builder builder = new Builder(); Jar jar = new Jar(name)) {
            content.forEach(jar::putResource);
            builder.setJar(jar);
            builder.addClasspath(ClassPath.bundle("dev.twofold.api"));
            builder.addClasspath(ClassPath.bundle("org.apache.felix.framework"));
            instructions.forEach(builder::setProperty);
            Jar built = builder.build();
            if (!builder.isOk()) {
                throw new IllegalStateException(String.join("; ", builder.getErrors()));
            }
            headers.forEach(built.getManifest().getMainAttributes()::putValue);
            built.write(file.toFile());
        } catch (Exception failed) { // what bnd declares
            throw new IllegalStateException("cannot build " + file, failed);
        }
    }

    private static Jar code(Class<?> type) {
        return CODE.computeIfAbsent(new File(type.getProtectionDomain().getCodeSource().getLocation().getPath()),
                ModuleJar::open);
    }

    private static Jar open(File file) {
        try {
            return new Jar(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
