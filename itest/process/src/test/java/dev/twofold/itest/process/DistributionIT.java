/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A platform's folder that is started with one distribution of Twofold after the other, as when somebody installs a newer one. */
class DistributionIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SHELL = "jar/dev.twofold.shell-0.1.0-SNAPSHOT.jar";
    private static final int LOCATION = 3;
    private static final String SHELL_BEFORE = "jar/dev.twofold.shell-0.0.9.jar";

    @TempDir
    Path folder;

    private Path before;

    /** An earlier distribution, in which one of the jars has another name. */
    @BeforeEach
    void makeAnother() throws IOException {
        Path root = Runtimes.script().getParent().getParent();
        Path other = folder.resolve("before");
        before = other.resolve("runtime/run");
        copy(root, other, "runtime/run");
        copy(root, other, "runtime/standalone/target/twofold");
        copy(root, other, "runtime/demo/target/built.txt");
        Path jar = other.resolve("runtime/standalone/target/twofold/twofold.jar");
        Path renamed = folder.resolve("twofold.jar");
        rename(jar, renamed);
        Files.move(renamed, jar, REPLACE_EXISTING);
    }

    @Test
    void takesTheBundlesOfTheOtherDistributionAway() {
        assertThat(start(before)).contains(SHELL_BEFORE).doesNotContain(SHELL);
        assertThat(start(Runtimes.script())).contains(SHELL).doesNotContain(SHELL_BEFORE);
        assertThat(start(before)).contains(SHELL_BEFORE).doesNotContain(SHELL);
    }

    /** @return what bundles there are, by location */
    private List<String> start(Path script) {
        Script.Result result = Script.of(script).within(LIMIT).input("twofold:status\nlb -l\nexit\n")
                .run("--no-build", "--home", folder.resolve("home").toString());
        assertThat(result.status()).as(result.output() + result.errors()).isZero();
        assertThat(result.output()).contains("warnings");
        return result.output().lines().filter(line -> line.contains("Active"))
                .map(line -> line.split("\\|")[LOCATION].replaceFirst(" *\\(.*", "").strip()).toList();
    }

    private static void copy(Path from, Path to, String name) throws IOException {
        try (Stream<Path> all = Files.walk(from.resolve(name))) {
            for (Path path : all.toList()) {
                Path copy = to.resolve(from.relativize(path).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(path, copy);
            }
        }
    }

    private static void rename(Path launched, Path renamed) throws IOException {
        try (JarFile jar = new JarFile(launched.toFile())) {
            Manifest manifest = jar.getManifest();
            Attributes digests = manifest.getEntries().remove(SHELL);
            assertThat(digests).as("digests of " + SHELL).isNotNull();
            manifest.getEntries().put(SHELL_BEFORE, digests);
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(renamed), manifest)) {
                for (JarEntry entry : jar.stream().filter(entry -> !entry.getName().equals(JarFile.MANIFEST_NAME))
                        .toList()) {
                    out.putNextEntry(new JarEntry(entry.getName().replace(SHELL, SHELL_BEFORE)));
                    try (InputStream in = open(jar, entry)) {
                        in.transferTo(out);
                    }
                }
            }
        }
    }

    private static InputStream open(JarFile jar, JarEntry entry) throws IOException {
        InputStream in = jar.getInputStream(entry);
        if (!entry.getName().equals("launcher.properties")) {
            return in;
        }
        try (in) {
            String properties = new String(in.readAllBytes(), ISO_8859_1);
            return new ByteArrayInputStream(properties.replace(SHELL, SHELL_BEFORE).getBytes(ISO_8859_1));
        }
    }
}
