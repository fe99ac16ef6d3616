/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.docs;

import com.sun.source.util.JavacTask;
import dev.twofold.itest.docs.Page.Block;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * The Java of a page, compiled as one class: what each block declares is a member of it, and a block of statements a method.
 * Imports of the packages that pages are about are there without being written. Comments of the form
 * {@code <!-- java: ... -->} declare what the page takes for granted.
 */
final class Snippets {

    private static final JavaCompiler JAVAC = ToolProvider.getSystemJavaCompiler();
    private static final List<String> IMPORTS = List.of("dev.twofold.annotation", "dev.twofold.code",
            "dev.twofold.engine",
            "dev.twofold.module", "dev.twofold.server", "dev.twofold.supervisor", "dev.twofold.testkit",
            "java.io", "java.net", "java.nio.file",
            "java.time", "java.util", "org.junit.jupiter.api", "org.osgi.service.component.annotations",
            "org.osgi.service.condition", "org.osgi.service.event");
    private static final List<String> STATIC_IMPORTS = List.of("org.assertj.core.api.Assertions");

    private Snippets() {}

    /** Compiles the blocks of a page that are no files. Returns what the compiler says against it. */
    static List<String> compile(Page page, Path classes) {
        String source = source(page);
        List<String> lines = source.lines().toList();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        boolean fine = JAVAC.getTask(new StringWriter(), null, problems, List.of("-proc:none", "-d", classes
                .toString()), null,
                List.of(new Source("Snippets", source))).call();
        return fine
                ? List.of()
                : problems.getDiagnostics().stream()
                        .map(problem -> page + ": " + problem.getMessage(null) + " in: "
                                + (problem.getLineNumber() > 0
                                        ? lines.get((int) problem.getLineNumber() - 1).strip()
                                        : ""))
                        .toList();
    }

    private static String source(Page page) {
        StringBuilder members = new StringBuilder(String.join("\n", page.declarations()));
        StringBuilder imports = new StringBuilder(Stream.concat(
                IMPORTS.stream().map(name -> "import " + name + ".*;\n"),
                STATIC_IMPORTS.stream().map(name -> "import static " + name + ".*;\n")).collect(Collectors.joining()));
        for (Block block : page.blocks()) {
            if (block.language().equals("java") && block.file().isEmpty()) {
                block.text().lines().filter(line -> line.startsWith("import ")).forEach(line -> imports.append(line)
                        .append(
                                '\n'));
                String text = block.text().lines().filter(line -> !line.matches("(import|package) .*")).collect(
                        Collectors
                                .joining("\n"));
                members.append('\n').append(isDeclarations(text)
                        ? text
                        : "void block" + block.line() + "() throws Exception {\n" + text + "\n}");
            }
        }
        return imports + "@SuppressWarnings(\"all\") class Snippets {\n" + members + "\n}\n";
    }

    private static boolean isDeclarations(String text) {
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        try {
            ((JavacTask) JAVAC.getTask(new StringWriter(), null, problems, List.of("-proc:none"), null, List.of(
                    new Source("Trial", "class Trial {\n" + text + "\n}")))).parse();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return problems.getDiagnostics().isEmpty();
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String name, String text) {
            super(URI.create("page:///" + name + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignored) {
            return text;
        }
    }
}
