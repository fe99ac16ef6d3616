/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.osgi.framework.Bundle;

/**
 * Makes a jar of what a bundle contains: no framework gives back the file that it was updated from. The same content always
 * makes the same jar, but not the one that it came from.
 */
final class BundleJar {

    private BundleJar() {}

    static void write(Bundle bundle, OutputStream to) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(to)) {
            for (String name : names(bundle)) {
                URL entry = bundle.getEntry(name);
                if (entry == null) {
                    throw new IOException("its entry " + name + " cannot be read");
                }
                ZipEntry copy = new ZipEntry(name);
                copy.setTime(0);
                zip.putNextEntry(copy);
                try (InputStream content = entry.openStream()) {
                    content.transferTo(zip);
                }
                zip.closeEntry();
            }
        }
    }

    /** The manifest comes first: some only look for it there. */
    private static List<String> names(Bundle bundle) throws IOException {
        List<String> names = new ArrayList<>();
        Enumeration<URL> entries = bundle.findEntries("/", "*", true);
        for (URL entry : entries == null ? List.<URL>of() : Collections.list(entries)) {
            String name = entry.getPath().substring(1);
            if (entry.getRef() != null || entry.getQuery() != null) {
                throw new IOException("its entry " + entry.getFile().substring(1)
                        + (entry.getRef() == null ? "" : "#" + entry.getRef()) + " has a name that no URL can have");
            }
            if (!name.endsWith("/") && !name.equals(JarFile.MANIFEST_NAME)) {
                names.add(name);
            }
        }
        Collections.sort(names);
        names.add(0, JarFile.MANIFEST_NAME);
        return names;
    }
}
