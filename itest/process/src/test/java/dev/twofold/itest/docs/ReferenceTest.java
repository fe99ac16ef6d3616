/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.docs;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.module.Readiness;
import dev.twofold.module.SwapEvents;
import dev.twofold.module.SwapReport;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Parts of the reference that are said at one place of the product and repeated in the page. */
class ReferenceTest {

    private static final Pattern CONSTANT = Pattern.compile("/\\*\\* ([^*]*) \\*/\\s+([A-Z_]+)[,;]?\\s");
    private static final Pattern USAGE = Pattern.compile("cat <<'END'\n(.*?)\nEND\n", Pattern.DOTALL);

    @Test
    void hasEachOutcome() throws IOException {
        new Generated("outcomes").check(constants("Outcome", "`%s`"));
    }

    @Test
    void hasEachStep() throws IOException {
        new Generated("steps").check(constants("SwapStep", "%s"));
    }

    @Test
    void hasTheOptionsOfTheProgram() throws IOException {
        Matcher usage = USAGE.matcher(Files.readString(Page.root().resolve("runtime/run")));
        new Generated("program").check(usage.find() ? "```text\n" + usage.group(1) + "\n```" : "");
    }

    @Test
    void namesEachEventPropertyAndCondition() throws Exception {
        for (Class<?> names : List.of(SwapEvents.class, Readiness.class)) {
            for (Field name : names.getFields()) {
                String text = ((String) name.get(null)).replaceAll("/\\*$", "");
                assertThat(Page.of("reference.md").codes()).as(text).anyMatch(code -> code.text().contains(text));
            }
        }
    }

    @Test
    void namesEachComponentOfAReport() {
        for (RecordComponent component : SwapReport.class.getRecordComponents()) {
            assertThat(Page.of("reference.md").codes()).as(component.getName()).anyMatch(code -> code.text().equals(
                    component
                            .getName()));
        }
    }

    /** The constants of an enum with their Javadoc, as a table. */
    private static String constants(String type, String form) throws IOException {
        Path source = Page.root().resolve("bundles/api/src/main/java/dev/twofold/module/" + type + ".java");
        return "| | |\n|---|---|\n" + CONSTANT.matcher(Files.readString(source)).results()
                .map(constant -> "| " + form.formatted(form.equals("%s") ? words(constant.group(2)) : constant.group(2))
                        + " | "
                        + constant.group(1).replaceAll("\\{@link(?:plain)? (?:[\\w#]+ )?#?([\\w ]+)}", "$1") + " |")
                .collect(joining("\n"));
    }

    private static String words(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
