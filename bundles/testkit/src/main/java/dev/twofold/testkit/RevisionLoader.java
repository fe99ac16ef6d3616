/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Set;

/**
 * The class loader of one revision. The packages of the module come from the revision and from nowhere else, whatever is on
 * the test's class path: as in a framework, another revision's classes are not there. All else comes from the class path.
 */
final class RevisionLoader extends URLClassLoader {

    private final Set<String> modulePackages;

    /**
     * A loader for a revision.
     *
     * @param file the revision
     * @param modulePackages the packages of all revisions so far; may grow
     */
    RevisionLoader(ModuleFile file, Set<String> modulePackages) {
        super(file.module() + " " + file.version(), new URL[] { url(file) }, RevisionLoader.class.getClassLoader());
        this.modulePackages = modulePackages;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!modulePackages.contains(name.substring(0, Math.max(0, name.lastIndexOf('.'))))) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }

    @Override
    public URL getResource(String name) {
        URL own = findResource(name);
        return own == null ? super.getResource(name) : own;
    }

    @Override
    public void close() {
        try {
            super.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static URL url(ModuleFile file) {
        try {
            return file.path().toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
