/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.ModuleManager;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.wiring.BundleWiring;

/**
 * What a bundle sees: its own classes and those of the packages that it imports. Where the framework shows none there are
 * those that this bundle has in a folder for it: annotations, which nobody imports, and the framework's own.
 */
final class WiredClasses implements ClassFiles {

    private static final String CLASSES = "*.class";
    private static final String FOLDER = "compile/";

    /** Annotations that nobody imports either; the API has them. */
    private static final String ANNOTATIONS = "dev/twofold/annotation";

    private final BundleWiring wiring;

    WiredClasses(Bundle bundle) {
        wiring = Optional.ofNullable(bundle.adapt(BundleWiring.class)).orElseThrow(
                () -> new IllegalStateException("bundle " + bundle.getBundleId() + " is not resolved"));
    }

    @Override
    public Collection<String> in(String folder) {
        Collection<String> seen = Objects.requireNonNullElse(wiring.listResources(folder, CLASSES, 0), List.of());
        return seen.isEmpty() ? spare(folder) : seen;
    }

    private static List<String> spare(String folder) {
        String prefix = prefix(folder);
        return holder(folder).map(bundle -> bundle.findEntries(prefix + folder, CLASSES, false)).map(Collections::list)
                .stream().flatMap(List::stream).map(url -> url.getPath().substring(1 + prefix.length())).toList();
    }

    private static Optional<Bundle> holder(String path) {
        return Optional.ofNullable(FrameworkUtil.getBundle(path.startsWith(ANNOTATIONS)
                ? ModuleManager.class
                : WiredClasses.class));
    }

    private static String prefix(String path) {
        return path.startsWith(ANNOTATIONS) ? "" : FOLDER;
    }

    @Override
    public InputStream open(String path) throws IOException {
        URL seen = wiring.getClassLoader().getResource(path);
        URL url = seen != null ? seen : holder(path).map(bundle -> bundle.getEntry(prefix(path) + path)).orElse(null);
        if (url == null) {
            throw new FileNotFoundException(path);
        }
        return url.openStream();
    }
}
