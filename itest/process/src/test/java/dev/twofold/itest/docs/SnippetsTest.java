/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.code.ChangeContext;
import dev.twofold.code.CodeChange;
import dev.twofold.code.Direction;
import dev.twofold.engine.migration.ChangeInfo;
import dev.twofold.engine.migration.Conversion;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Version;

/** The Java of all pages compiles, and the state changes do what the page says. */
class SnippetsTest {

    private static final ChangeContext CONTEXT = new ChangeInfo("meter", "device", new Version("1.0"), new Version(
            "1.1"),
            Direction.UPGRADE, Optional.empty());

    @TempDir
    Path classes;

    @TestFactory
    Stream<DynamicTest> compile() {
        return Page.all().stream().filter(page -> page.blocks().stream().anyMatch(block -> block.language().equals(
                "java")))
                .map(page -> DynamicTest.dynamicTest(page.toString(), () -> assertThat(Snippets.compile(page, classes))
                        .isEmpty()));
    }

    private record Value(int value) {
    }

    private record Noted(int value, String note) {
    }

    private record United(int value, String unit) {
    }

    private record Counted(int count) {
    }

    private record CountedLong(long count) {
    }

    private record Totalled(int total) {
    }

    private record Nested(Value total) {
    }

    private record Named(String name) {
    }

    private record Names(String first, String last) {
    }

    private record Values(List<Value> readings) {
    }

    private record UnitedValues(List<United> readings) {
    }

    @Test
    void changeStatesAsTheTableSays() throws Exception {
        assertThat(Snippets.compile(Page.of("how-to.md"), classes)).isEmpty();
        try (URLClassLoader loader = new URLClassLoader(new URL[] { classes.toUri().toURL() })) {
            Class<?> snippets = loader.loadClass("Snippets");
            assertThat(changed(snippets, "add", new Value(3), United.class)).isEqualTo(new United(3, "kWh"));
            assertThat(changed(snippets, "remove", new Noted(3, "x"), Value.class)).isEqualTo(new Value(3));
            assertThat(changed(snippets, "rename", new Counted(3), Totalled.class)).isEqualTo(new Totalled(3));
            assertThat(changed(snippets, "retype", new Counted(3), CountedLong.class)).isEqualTo(new CountedLong(3));
            assertThat(changed(snippets, "split", new Named("Ada Lovelace"), Names.class)).isEqualTo(new Names("Ada",
                    "Lovelace"));
            assertThat(changed(snippets, "nest", new Counted(3), Nested.class)).isEqualTo(new Nested(new Value(3)));
            assertThat(changed(snippets, "inList", new Values(List.of(new Value(1), new Value(2))), UnitedValues.class))
                    .isEqualTo(new UnitedValues(List.of(new United(1, "kWh"), new United(2, "kWh"))));
        }
    }

    /** The state that a change of the page makes, as a record of the test. */
    private static Object changed(Class<?> snippets, String name, Object state, Class<?> wanted) throws Exception {
        Constructor<?> constructor = snippets.getDeclaredConstructor();
        constructor.setAccessible(true);
        Field field = snippets.getDeclaredField(name);
        field.setAccessible(true);
        CodeChange change = (CodeChange) field.get(constructor.newInstance());
        Conversion conversion = new Conversion(SnippetsTest.class.getClassLoader());
        return conversion.shape(change.codeChange(conversion.view(state), CONTEXT), wanted);
    }
}
