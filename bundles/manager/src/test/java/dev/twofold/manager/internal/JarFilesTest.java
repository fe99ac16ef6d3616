/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.module.JarInfo;
import dev.twofold.module.JarInfo.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JarFilesTest {

    @TempDir
    private Path folder;

    @Test
    void knowsAModuleByItsOptIn() {
        JarInfo info = JarFiles.inspect(Jars.module(folder, "counter", "1.0.0", ""));
        assertThat(info).isEqualTo(new JarInfo(Kind.MODULE, "counter", "1.0.0", ""));
    }

    @Test
    void takesAnyOtherBundleForWhatItIs() {
        Path plain = Jars.write(folder.resolve("a.jar"), Map.of("Bundle-SymbolicName", "a;singleton:=true"), "");
        assertThat(JarFiles.inspect(plain)).isEqualTo(new JarInfo(Kind.BUNDLE, "a", "0.0.0", ""));
        Path component = Jars.write(folder.resolve("b.jar"), Map.of("Bundle-SymbolicName", "b", "Require-Capability",
                "osgi.extender;filter:=\"(osgi.extender=osgi.component)\",other;filter:=\"(osgi.extender=twofold)\""),
                "");
        assertThat(JarFiles.inspect(component).kind()).isEqualTo(Kind.BUNDLE);
    }

    @ParameterizedTest
    @ValueSource(strings = { ";exclusive=true", ";exclusive=\"true\"", "; exclusive : String = true ; other=1",
            ",osgi.extender;exclusive=true;filter:=\"(osgi.extender=twofold)\"" })
    void knowsAModuleOfWhichOnlyOneRevisionCanBeActive(String attributes) throws IOException {
        Path jar = optedIn(attributes);

        assertThat(JarFiles.inspect(jar).kind()).isEqualTo(Kind.MODULE);
        assertThat(JarFiles.isExclusive(JarFiles.headers(jar))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", ";exclusive=false", ";not-exclusive=true", ",other;exclusive=true",
            ",osgi.extender;exclusive=true;filter:=\"(osgi.extender=osgi.component)\"" })
    void takesAnyOtherModuleForOneThatCanBeActiveTwice(String attributes) throws IOException {
        Path jar = optedIn(attributes);

        assertThat(JarFiles.inspect(jar).kind()).isEqualTo(Kind.MODULE);
        assertThat(JarFiles.isExclusive(JarFiles.headers(jar))).isFalse();
    }

    private Path optedIn(String attributes) {
        return Jars.write(folder.resolve("m.jar"), Map.of("Bundle-SymbolicName", "m", "Require-Capability",
                "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=17))\",osgi.extender;filter:=\"(osgi.extender=twofold)\""
                        + attributes),
                "");
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.jar"));
        assertThat(JarFiles.inspect(empty).problem()).contains("empty");
        Path text = Files.writeString(folder.resolve("text.jar"), "no jar at all");
        assertThat(JarFiles.inspect(text)).extracting(JarInfo::kind, JarInfo::problem).containsExactly(Kind.UNREADABLE,
                "the file is no jar: build it as a bundle, or copy it again if it should be one");
        byte[] whole = Files.readAllBytes(Jars.module(folder, "m", "1.0.0", "x".repeat(1000)));
        Path half = Files.write(folder.resolve("half.jar"), Arrays.copyOf(whole, whole.length / 2));
        assertThat(JarFiles.inspect(half).kind()).isEqualTo(Kind.UNREADABLE);
        assertThat(JarFiles.inspect(half).problem()).startsWith("the file is only the beginning of a jar");
        assertThat(JarFiles.inspect(folder.resolve("absent.jar"))).extracting(JarInfo::kind, JarInfo::problem)
                .containsExactly(Kind.UNREADABLE, "the file is not there any more: copy it again");
        Path unnamed = Jars.write(folder.resolve("unnamed.jar"), Map.of(), "");
        assertThat(JarFiles.inspect(unnamed)).extracting(JarInfo::kind, JarInfo::problem)
                .containsExactly(Kind.NOT_A_BUNDLE, "the manifest has no Bundle-SymbolicName: build it as a bundle");
    }
}
