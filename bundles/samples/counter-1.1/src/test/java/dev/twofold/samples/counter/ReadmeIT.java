/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.counter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The test that the test kit shows in its README is compiled and run as it stands there. */
class ReadmeIT {

    private static final Path README = Path.of("../../testkit/README.md");
    private static final Pattern FIRST_EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("void (\\w+)\\(\\)");
    private static final int MOST_LINES = 15;

    @TempDir
    private Path folder;

    @Test
    void exampleOfTheTestKitRuns() throws Exception {
        String example = first(FIRST_EXAMPLE, Files.readString(README));
        assertThat(example.lines().count()).as("lines of the example").isLessThan(MOST_LINES);
        compile("""
                import static org.assertj.core.api.Assertions.assertThat;
                import dev.twofold.samples.counter.api.*;
                import dev.twofold.testkit.*;
                import java.nio.file.*;
                import org.junit.jupiter.api.*;

                public class Example {
                %s
                }
                """.formatted(example.replace("void ", "public void ")));

        try (URLClassLoader loader = new URLClassLoader(new URL[] { folder.toUri().toURL() })) {
            Class<?> compiled = loader.loadClass("Example");
            Method test = compiled.getMethod(first(NAME, example));
            assertThat(test.isAnnotationPresent(Test.class)).isTrue();
            test.invoke(compiled.getConstructor().newInstance());
        }
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(pattern.toString()).isTrue();
        return matcher.group(1);
    }

    private void compile(String source) throws IOException {
        Path file = Files.writeString(folder.resolve("Example.java"), source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter problems = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean done = compiler.getTask(problems, files, null, List.of("-proc:none", "-d", folder.toString()), null,
                    files.getJavaFileObjects(file)).call();
            assertThat(done).as(problems.toString()).isTrue();
        }
    }
}
