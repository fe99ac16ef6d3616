/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.otp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.engine.Otp;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each statement on OTP's servers and supervisors is shown by a test, or a row of the README says how Java differs. */
class EveryStatementTest {

    private static final List<Integer> STATEMENTS = IntStream.rangeClosed(48, 184).boxed().toList();
    private static final Pattern ROW = Pattern.compile("^\\| (\\d+) \\|");

    @Test
    void isShownByATestOrSaidToDiffer() throws Exception {
        Set<Integer> shown = shown();
        List<Integer> differing = differing();

        assertThat(differing).doesNotHaveDuplicates().doesNotContainAnyElementsOf(shown);
        assertThat(Stream.concat(shown.stream(), differing.stream())).containsExactlyInAnyOrderElementsOf(STATEMENTS);
    }

    private static Set<Integer> shown() throws Exception {
        Set<Integer> numbers = new TreeSet<>();
        for (String name : List.of("otp", "supervisor")) {
            for (Class<?> type : classes("dev.twofold.engine." + name)) {
                numbers.addAll(shownBy(type));
                for (Method method : type.getDeclaredMethods()) {
                    numbers.addAll(shownBy(method));
                }
            }
        }
        return numbers;
    }

    private static List<Integer> shownBy(AnnotatedElement test) {
        Otp otp = test.getAnnotation(Otp.class);
        return otp == null ? List.of() : Arrays.stream(otp.value()).boxed().toList();
    }

    private static List<Class<?>> classes(String name) throws IOException, URISyntaxException, ClassNotFoundException {
        Path root = Path.of(EveryStatementTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.list(root.resolve(name.replace('.', '/')))) {
            for (Path file : files.filter(path -> path.toString().endsWith("Test.class")).toList()) {
                String type = file.getFileName().toString().replace(".class", "");
                classes.add(Class.forName(name + "." + type));
            }
        }
        return classes;
    }

    private static List<Integer> differing() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("README.md"))) {
            return lines.map(ROW::matcher).filter(row -> row.find()).map(row -> Integer.valueOf(row.group(1))).toList();
        }
    }
}
