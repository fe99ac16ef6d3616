/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.server.GenServer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevisionLoaderTest {

    @TempDir
    private Path folder;

    @Test
    void keepsTheModulesClassesApart() throws ClassNotFoundException {
        try (RevisionLoader one = loader("1.0.0", Set.of()); RevisionLoader two = loader("1.1.0", Set.of())) {
            assertThat(one.loadClass("m.Counter").getClassLoader()).isSameAs(one);
            assertThat(two.loadClass("m.Counter").getClassLoader()).isSameAs(two);
        }
    }

    @Test
    void sharesWhatIsNotTheModules() throws ClassNotFoundException {
        try (RevisionLoader loader = loader("1.0.0", Set.of())) {
            assertThat(loader.loadClass(GenServer.class.getName())).isSameAs(GenServer.class);
        }
    }

    @Test
    void doesNotFindClassOfAnotherRevisionOnClassPath() throws ClassNotFoundException {
        String name = RevisionLoaderTest.class.getName();
        try (RevisionLoader loader = loader("1.0.0", Set.of(RevisionLoaderTest.class.getPackageName()))) {
            assertThatThrownBy(() -> loader.loadClass(name)).isInstanceOf(ClassNotFoundException.class);
        }
    }

    @Test
    void readsResourcesOfItsRevision() {
        try (RevisionLoader one = loader("1.0.0", Set.of()); RevisionLoader two = loader("1.1.0", Set.of())) {
            assertThat(one.getResourceAsStream("m/version.txt")).hasContent("1.0.0");
            assertThat(two.getResourceAsStream("m/version.txt")).hasContent("1.1.0");
        }
    }

    private RevisionLoader loader(String version, Set<String> packagesBefore) {
        ModuleFile file = ModuleFile.read(Build.counter(version, "long count", "0", "by").jar(folder));
        Set<String> packages = new HashSet<>(packagesBefore);
        packages.addAll(file.packages());
        return new RevisionLoader(file, packages);
    }
}
