/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.ModuleInfo;
import dev.twofold.module.RevisionInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.osgi.framework.Bundle;

/**
 * The current revision of a module with some of its sources compiled anew, as a jar in a folder of its own.
 *
 * @param jar the file
 */
record Recompiled(Path jar) {

    private static final String INSTEAD = "module:redefine PATH takes a jar that was built elsewhere.";

    /**
     * Compiles sources against what the current revision sees.
     *
     * @param module the module
     * @param bundles finds bundles by their ids
     * @param sources files, each with a class that the revision has
     * @throws IllegalArgumentException if there is something wrong with the sources, which it says
     * @throws IllegalStateException if it is not possible at all
     */
    static Recompiled of(ModuleInfo module, LongFunction<Bundle> bundles, List<Path> sources) throws IOException {
        RevisionInfo current = module.current().orElseThrow(() -> new IllegalStateException("module " + module.name()
                + " has no current revision to take the other classes from; module:rollback " + module.name()
                + " makes the old one current"));
        Bundle bundle = bundles.apply(current.bundleId());
        if (bundle == null) {
            throw new IllegalStateException("bundle " + current.bundleId() + " of module " + module.name()
                    + " has gone meanwhile; try again");
        }
        Map<String, byte[]> classes = compile(bundle, sources);
        for (Path source : sources) {
            requireKnown(module.name() + " " + current.id().version(), bundle, source, classes);
        }
        Recompiled recompiled = new Recompiled(Files.createTempDirectory("redefine").resolve(module.name()
                + "-redefined.jar"));
        try {
            new PatchedJar(bundle, classes).write(recompiled.jar);
            return recompiled;
        } catch (IOException e) {
            recompiled.delete();
            throw e;
        }
    }

    private static Map<String, byte[]> compile(Bundle bundle, List<Path> sources) {
        try {
            return SourceCompiler.compile(sources, new WiredClasses(bundle));
        } catch (NoClassDefFoundError | IllegalStateException e) {
            throw new IllegalStateException("sources cannot be compiled here (" + e.getMessage()
                    + "): run the platform with a JDK. " + INSTEAD, e);
        }
    }

    private static void requireKnown(String revision, Bundle bundle, Path source, Map<String, byte[]> classes) {
        String name = source.getFileName().toString().replaceFirst("\\.java$", ".class");
        String path = classes.keySet().stream().filter(made -> made.equals(name) || made.endsWith("/" + name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(source + " has no class of that name"));
        if (bundle.getEntry(path) == null) {
            throw new IllegalArgumentException("there is no class " + path.replace(".class", "").replace('/', '.')
                    + " in " + revision + ", and nothing has changed. A new class needs a new jar: " + INSTEAD);
        }
    }

    /** Takes the file away again. */
    void delete() {
        try {
            Files.deleteIfExists(jar);
            Files.deleteIfExists(jar.getParent());
        } catch (IOException e) {
            jar.toFile().deleteOnExit();
        }
    }
}
