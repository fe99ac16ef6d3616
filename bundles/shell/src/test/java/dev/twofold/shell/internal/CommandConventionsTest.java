/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What {@code help} prints comes from annotations: none may be missing. */
class CommandConventionsTest {

    @TestFactory
    Stream<DynamicTest> everyCommandIsDescribed() {
        return commands().map(method -> DynamicTest.dynamicTest(name(method), () -> {
            assertThat(method.isAnnotationPresent(Descriptor.class)).isTrue();
            assertThat(method.getParameters()).filteredOn(parameter -> parameter.getType() != CommandSession.class)
                    .allMatch(parameter -> parameter.isAnnotationPresent(Descriptor.class));
        }));
    }

    @TestFactory
    Stream<DynamicTest> everyCommandIsAnnounced() {
        return commands().map(method -> DynamicTest.dynamicTest(name(method),
                () -> assertThat(classFile(method.getDeclaringClass())).contains(GogoCommand.class.getName().replace(
                        '.', '/'))
                        .contains(method.getName())));
    }

    @Test
    void everyCommandSaysWhatIsWrongWithItsWords() {
        assertThat(Command.classes()).allMatch(OurCommands.class::isAssignableFrom);
    }

    /** These kinds of values are looked at before a command does anything; what takes a plain number would have to itself. */
    @TestFactory
    Stream<DynamicTest> everyCommandTakesValuesThatAreLookedAtFirst() {
        return commands().map(method -> DynamicTest.dynamicTest(name(method), () -> assertThat(method.getParameters())
                .allSatisfy(parameter -> assertThat(kinds(parameter)).contains(parameter.getType()))));
    }

    private static List<Class<?>> kinds(java.lang.reflect.Parameter parameter) {
        Parameter option = parameter.getAnnotation(Parameter.class);
        if (option == null) {
            return List.of(CommandSession.class, Name.class, String[].class);
        }
        return List.of(option.names()).contains("-t")
                ? List.of(Seconds.class)
                : List.of(boolean.class, Count.class, String.class);
    }

    private static Stream<Method> commands() {
        return Command.all().stream().map(Command::method);
    }

    /** Whoever is announced to the shell is listed, but for what stands in for a command that there is not. */
    @Test
    void helpKnowsAllClassesWithCommands() throws IOException {
        List<Class<?>> announced = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/twofold/shell/internal"))) {
            for (Path file : files.filter(each -> !each.endsWith("UnknownCommand.java")).toList()) {
                if (Files.readString(file).contains("\n@GogoCommand(")) {
                    announced.add(Class.forName("dev.twofold.shell.internal." + file.getFileName().toString().replace(
                            ".java", "")));
                }
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
        assertThat(Command.classes()).containsExactlyInAnyOrderElementsOf(announced);
    }

    private static String name(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }

    /** The annotation is for bnd and cannot be asked for at run time. */
    private static String classFile(Class<?> type) throws IOException {
        try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** What the table of the README says, and nothing else, can be typed. */
    @Test
    void everyCommandIsInTheReadme() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        assertThat(Pattern.compile("(?m)^\\| `((?:module|server|twofold):)?([a-z]+)[ `]").matcher(readme).results().map(
                row -> Objects.requireNonNullElse(row.group(1), "") + row.group(2)).distinct().toList())
                .containsExactlyInAnyOrderElementsOf(
                        Command.names());
    }
}
