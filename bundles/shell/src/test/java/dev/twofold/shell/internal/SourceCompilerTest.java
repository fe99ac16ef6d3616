/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceCompilerTest {

    private static final ClassFiles NOTHING = new Made(Map.of());

    @TempDir
    Path folder;

    @Test
    void compilesAgainstClassesThatAreNoFiles() throws IOException {
        Map<String, byte[]> tools = SourceCompiler.compile(List.of(source("Tool.java",
                "package tools; public class Tool { public static class Part {} public int size() { return 3; } }")),
                NOTHING);
        assertThat(tools).containsOnlyKeys("tools/Tool.class", "tools/Tool$Part.class");

        Map<String, byte[]> used = SourceCompiler.compile(List.of(source("User.java",
                "package user; import tools.*; record User(Tool tool) { int twice() { return 2 * tool.size(); } }")),
                new Made(tools));

        assertThat(used).containsOnlyKeys("user/User.class");
    }

    @Test
    void showsErrorsWithLineAndCaret() throws IOException {
        Path wrong = source("Wrong.java", "class Wrong {\n    int size = \"three\";\n}\n");

        assertThatThrownBy(() -> SourceCompiler.compile(List.of(wrong), NOTHING)).isInstanceOf(
                IllegalArgumentException.class).hasMessageContainingAll("nothing has changed",
                        "Wrong.java:2: error: incompatible types", "    int size = \"three\";\n               ^",
                        "1 error");
    }

    @Test
    void doesNotSeeClassesOfThePlatform() throws IOException {
        Path source = source("Curious.java", "class Curious { dev.twofold.module.ModuleManager manager; }");

        assertThatThrownBy(() -> SourceCompiler.compile(List.of(source), NOTHING)).hasMessageContaining(
                "package dev.twofold.module does not exist");
    }

    private Path source(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** Classes in memory. */
    private record Made(Map<String, byte[]> files) implements ClassFiles {

        @Override
        public Collection<String> in(String folder) {
            return files.keySet().stream().filter(path -> path.matches(folder + "/[^/]+")).toList();
        }

        @Override
        public InputStream open(String path) {
            return new ByteArrayInputStream(files.get(path));
        }
    }
}
