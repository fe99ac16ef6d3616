/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.runtime.launch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/**
 * Ends the process with a word that a person understands if there is no room for the bundles that the launcher is about to
 * write; it would stop half-way, with stack traces. What it will write is tried out in the same folder: at a restart, nothing.
 */
public final class Room implements BundleActivator {

    /** Asks the launcher to start this before it installs or updates anything. */
    public static final String IMMEDIATE = "AFTER_FRAMEWORK_INIT";

    /** As in the script, for the same. */
    private static final int NO_ROOM = 5;

    private static final String BUNDLES = "launch.bundles";
    private static final String DIGEST = "SHA-256-Digest";

    /** Where the launcher keeps the digests of what it has written, by the id of the bundle. */
    private static final String WRITTEN = ".bnd.launcher";

    @Override
    public void start(BundleContext context) throws IOException {
        try (JarFile launched = new JarFile(System.getProperty("java.class.path"))) {
            List<JarEntry> missing = missing(launched, context);
            if (!missing.isEmpty()) {
                Path trial = context.getDataFile("room").toPath();
                try {
                    copy(launched, missing, trial);
                } catch (IOException failed) {
                    Files.deleteIfExists(trial);
                    refuse(Path.of(context.getProperty(Constants.FRAMEWORK_STORAGE)).toAbsolutePath(), failed);
                }
            }
        }
    }

    @Override
    public void stop(BundleContext context) {
        // What is to be done is done at the start.
    }

    private static List<JarEntry> missing(JarFile launched, BundleContext context) throws IOException {
        List<JarEntry> missing = new ArrayList<>();
        for (String name : context.getProperty(BUNDLES).split(",")) {
            JarEntry entry = launched.getJarEntry(name);
            if (!isWritten(entry, context)) {
                missing.add(entry);
            }
        }
        return missing;
    }

    private static boolean isWritten(JarEntry entry, BundleContext context) throws IOException {
        Bundle bundle = context.getBundle(entry.getName());
        if (bundle == null) {
            return false;
        }
        Path digest = context.getDataFile(WRITTEN).toPath().resolve(Long.toString(bundle.getBundleId()));
        return Files.exists(digest) && Files.readString(digest).equals(entry.getAttributes().getValue(DIGEST));
    }

    private static void copy(JarFile launched, List<JarEntry> bundles, Path trial) throws IOException {
        try (OutputStream out = Files.newOutputStream(trial)) {
            for (JarEntry bundle : bundles) {
                try (InputStream in = launched.getInputStream(bundle)) {
                    in.transferTo(out);
                }
            }
        }
        Files.delete(trial);
    }

    private static void refuse(Path storage, IOException why) {
        System.err.println("Twofold cannot write to the folder " + storage
                + ": make room on its disk, and start again ("
                + why.getMessage() + ")");
        Runtime.getRuntime().halt(NO_ROOM);
    }
}
