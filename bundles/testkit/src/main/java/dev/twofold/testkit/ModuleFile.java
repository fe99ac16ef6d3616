/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.testkit;

import dev.twofold.annotation.SwappableModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Version;

/**
 * What is known of a revision without loading its classes.
 *
 * @param path the jar, or a folder with the content of one
 * @param module symbolic name
 * @param version the revision's version
 * @param packages the packages it has classes in
 * @param components its components, in the order of the manifest
 */
record ModuleFile(Path path, String module, Version version, Set<String> packages, List<Component> components) {

    private static final String OPT_IN = "(osgi.extender=" + SwappableModule.EXTENDER + ")";

    static ModuleFile read(Path path) {
        if (Files.notExists(path)) {
            throw new IllegalArgumentException("there is no " + path.toAbsolutePath().normalize()
                    + ": build the module before its test runs");
        }
        try {
            if (Files.isDirectory(path)) {
                return read(path, path);
            }
            try (FileSystem jar = FileSystems.newFileSystem(path, Map.of())) {
                return read(path, jar.getRootDirectories().iterator().next());
            }
        } catch (ProviderNotFoundException noJar) {
            throw new IllegalArgumentException(path + " is not a jar", noJar);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(path + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static ModuleFile read(Path path, Path root) throws IOException {
        Attributes headers = headers(path, root);
        String name = header(headers, "Bundle-SymbolicName").orElseThrow(
                () -> new IllegalArgumentException(path + " is not a bundle: its manifest has no Bundle-SymbolicName"));
        if (!header(headers, "Require-Capability").orElse("").contains(OPT_IN)) {
            throw new IllegalArgumentException(path + " is not a module: annotate one of its classes with"
                    + " @SwappableModule");
        }
        String components = header(headers, "Service-Component").orElseThrow(() -> new IllegalArgumentException(
                path + " has no components: write one with @Component(service = GenServer.class)"));
        return new ModuleFile(path, name.split(";", 2)[0].trim(),
                Version.parseVersion(header(headers, "Bundle-Version").orElse("")), packages(root),
                components(path, root, components));
    }

    private static Attributes headers(Path path, Path root) throws IOException {
        Path manifest = root.resolve("META-INF/MANIFEST.MF");
        if (Files.notExists(manifest)) {
            throw new IllegalArgumentException(path
                    + " has no META-INF/MANIFEST.MF: where the build writes manifest and"
                    + " components into the jar only, let the test run after 'package' and give it the jar");
        }
        try (InputStream content = Files.newInputStream(manifest)) {
            return new Manifest(content).getMainAttributes();
        }
    }

    private static Optional<String> header(Attributes headers, String name) {
        return Optional.ofNullable(headers.getValue(name));
    }

    private static Set<String> packages(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .map(file -> root.relativize(file.getParent()).toString().replace('/', '.').replace('\\', '.'))
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    private static List<Component> components(Path path, Path root, String header) throws IOException {
        List<Component> components = new ArrayList<>();
        for (String entry : header.split(",")) {
            Path description = root.resolve(entry.split(";", 2)[0].trim());
            int before = components.size();
            if (Files.isDirectory(description.getParent())) {
                String pattern = description.getFileName().toString();
                try (DirectoryStream<Path> found = Files.newDirectoryStream(description.getParent(), pattern)) {
                    for (Path file : found) {
                        components.addAll(ComponentXml.read(file));
                    }
                }
            }
            if (components.size() == before) {
                throw new IllegalArgumentException(path + " has no component " + entry.trim()
                        + ", which its header Service-Component names");
            }
        }
        return List.copyOf(components);
    }
}
