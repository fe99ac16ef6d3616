/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import dev.twofold.module.JarInfo;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the modules in our folder away from File Install, whose own handler would install them as ordinary bundles,
 * and uninstall a running one when its file is half copied. What it is told it passes on as a hint to look; it never
 * throws.
 *
 * <p>Called by all of File Install's watchers, each with a thread of its own.
 */
final class FolderInstaller implements ArtifactInstaller {

    private static final Logger LOG = LoggerFactory.getLogger(FolderInstaller.class);

    private final Directory directory;
    private final Inspector inspector;
    private final Runnable hint;
    private final Set<String> modules = ConcurrentHashMap.newKeySet();

    FolderInstaller(Directory directory, Inspector inspector, Runnable hint) {
        this.directory = directory;
        this.inspector = inspector;
        this.hint = hint;
    }

    /**
     * Modules are ours, and what is half copied in place of one stays ours. Anything else is not: File Install leaves
     * alone what it cannot read, and asks again until it can be read.
     */
    @Override
    public boolean canHandle(File artifact) {
        Path file = artifact.toPath();
        if (!directory.holds(file)) {
            return false;
        }
        return kindOf(file).map(kind -> Directory.isJar(file) ? isOurs(artifact.getName(), kind) : isParked(file, kind))
                .orElse(false);
    }

    /** File Install installs a bundle whatever its file is called, and would a module that somebody has put aside. */
    private static boolean isParked(Path file, JarInfo.Kind kind) {
        if (kind == JarInfo.Kind.MODULE) {
            LOG.info("{}: a module, but the name does not end with .jar: not loaded", file.getFileName());
        }
        return kind == JarInfo.Kind.MODULE;
    }

    @Override
    public void install(File artifact) {
        hint.run();
    }

    @Override
    public void update(File artifact) {
        hint.run();
    }

    @Override
    public void uninstall(File artifact) {
        modules.remove(artifact.getName());
        if (artifact.exists()) {
            LOG.warn("{}: was a module and is an ordinary bundle now; File Install will notice when it is touched",
                    artifact);
        }
        hint.run();
    }

    private boolean isOurs(String name, JarInfo.Kind kind) {
        switch (kind) {
            case MODULE -> modules.add(name);
            case BUNDLE -> modules.remove(name);
            case UNREADABLE, NOT_A_BUNDLE -> LOG.debug("{}: {}", name, kind);
        }
        return modules.contains(name);
    }

    private Optional<JarInfo.Kind> kindOf(Path file) {
        try {
            return Stamp.of(file).map(stamp -> inspector.inspect(file, stamp).kind());
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
