/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** The compiler of this Java, against classes that are not files. It keeps nothing. */
final class SourceCompiler {

    private static final List<String> OPTIONS = List.of("-g", "-proc:none", "-implicit:none", "-nowarn");

    private SourceCompiler() {}

    /**
     * Compiles.
     *
     * @param sources files
     * @param against the classes that they use, apart from those of Java
     * @return class files by their paths
     * @throws IllegalArgumentException if they do not compile; it has the compiler's words, with line and caret
     */
    static Map<String, byte[]> compile(List<Path> sources, ClassFiles against) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException("this Java has no compiler");
        }
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT,
                StandardCharsets.UTF_8); Files overlay = new Files(files, against)) {
            if (!compiler.getTask(said, overlay, null, OPTIONS, null, files.getJavaFileObjectsFromPaths(sources))
                    .call()) {
                throw new IllegalArgumentException("not compiled, and nothing has changed:\n" + said.toString()
                        .strip());
            }
            return overlay.made();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is compiled against comes from elsewhere, and what is made goes into memory. */
    private static final class Files extends ForwardingJavaFileManager<JavaFileManager> {

        private final ClassFiles against;
        private final Map<String, ByteArrayOutputStream> made = new TreeMap<>();

        Files(JavaFileManager files, ClassFiles against) {
            super(files);
            this.against = against;
        }

        Map<String, byte[]> made() {
            return made.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, file -> file.getValue()
                    .toByteArray()));
        }

        @Override
        public Iterable<JavaFileObject> list(Location location, String pack, Set<Kind> kinds, boolean recurse)
                throws IOException {
            if (location != StandardLocation.CLASS_PATH) {
                return super.list(location, pack, kinds, recurse);
            }
            return kinds.contains(Kind.CLASS)
                    ? against.in(pack.replace('.', '/')).stream().<JavaFileObject>map(path -> new Wired(path, against))
                            .toList()
                    : List.of();
        }

        @Override
        public String inferBinaryName(Location location, JavaFileObject file) {
            return file instanceof Wired wired ? wired.binaryName() : super.inferBinaryName(location, file);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(Location location, String name, Kind kind, FileObject sibling) {
            String path = name.replace('.', '/') + kind.extension;
            return new SimpleJavaFileObject(URI.create("made:///" + path), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return made.computeIfAbsent(path, none -> new ByteArrayOutputStream());
                }
            };
        }
    }

    /** A class file that is no file. */
    private static final class Wired extends SimpleJavaFileObject {

        private final String path;
        private final ClassFiles files;

        Wired(String path, ClassFiles files) {
            super(URI.create("wired:///" + path), Kind.CLASS);
            this.path = path;
            this.files = files;
        }

        String binaryName() {
            return path.substring(0, path.length() - Kind.CLASS.extension.length()).replace('/', '.');
        }

        @Override
        public InputStream openInputStream() throws IOException {
            return files.open(path);
        }
    }
}
