/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What {@code help} prints comes from annotations: none may be missing. */
class CommandConventionsTest {

    private static final Map<Class<?>, String> SCOPES = Map.of(ExitCommand.class, "", ModuleCommands.class, "module:",
            SwapCommands.class, "module:", ServerCommands.class, "server:", PlatformCommands.class, "twofold:",
            WatchCommand.class, "module:", TopCommand.class,
            "server:");

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

    private static Stream<Method> commands() {
        return Stream.of(ExitCommand.class, ModuleCommands.class, SwapCommands.class, PlatformCommands.class,
                ServerCommands.class, WatchCommand.class, TopCommand.class).flatMap(
                        type -> Arrays.stream(
                                type
                                        .getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()));
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
                        commands().map(method -> SCOPES.get(method.getDeclaringClass()) + method.getName()).distinct()
                                .toList());
    }
}
