/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A local Maven repository as {@code mvn install} leaves it, made without touching the real one: what was built is copied
 * here, and all else that the real one has is linked to.
 */
final class LocalRepository {

    private static final String GROUP = "dev.twofold";

    private final Path folder;
    private final Path real;

    private LocalRepository(Path folder, Path real) {
        this.folder = folder;
        this.real = real;
    }

    /** Makes one with what an author compiles and tests against. */
    static Path stage(Path folder, Path root) throws IOException {
        LocalRepository repository = new LocalRepository(folder, Path.of(System.getProperty("twofold.repository")));
        repository.link("", "dev");
        repository.link("dev", "twofold");
        repository.put("dev.twofold.root", root, List.of());
        repository.put("dev.twofold.bundles", root.resolve("bundles"), List.of());
        for (String bundle : List.of("api", "engine", "testkit")) {
            Path module = root.resolve("bundles").resolve(bundle);
            String name = GROUP + "." + bundle;
            repository.put(name, module, List.of(module.resolve("target").resolve(name + "-" + version() + ".jar")));
        }
        return folder;
    }

    private static String version() {
        return System.getProperty("twofold.version");
    }

    /** Links to all that is in a folder of the real repository, but for one. */
    private void link(String name, String except) throws IOException {
        Path place = Files.createDirectories(folder.resolve(name));
        if (Files.isDirectory(real.resolve(name))) {
            try (Stream<Path> entries = Files.list(real.resolve(name))) {
                for (Path entry : entries.filter(each -> !each.endsWith(except)).toList()) {
                    Files.createSymbolicLink(place.resolve(entry.getFileName()), entry);
                }
            }
        }
    }

    private void put(String artifact, Path module, List<Path> jars) throws IOException {
        Path place = folder.resolve(GROUP.replace('.', '/')).resolve(artifact).resolve(version());
        Files.createDirectories(place);
        Files.copy(module.resolve("pom.xml"), place.resolve(artifact + "-" + version() + ".pom"));
        for (Path jar : jars) {
            Files.copy(jar, place.resolve(jar.getFileName()));
        }
    }
}
