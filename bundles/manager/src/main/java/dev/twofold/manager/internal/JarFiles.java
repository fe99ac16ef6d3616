/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.annotation.SwappableModule;
import dev.twofold.module.JarInfo;
import dev.twofold.module.JarInfo.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipException;
import org.osgi.framework.Constants;
import org.osgi.namespace.extender.ExtenderNamespace;

/** Reads jars without installing them. */
final class JarFiles {

    private static final Pattern CLAUSE = Pattern.compile("(?:[^,\"]|\"[^\"]*\")+");
    private static final Pattern OPT_IN = Pattern.compile("^\\s*" + Pattern.quote(ExtenderNamespace.EXTENDER_NAMESPACE)
            + "\\s*;.*\\(" + Pattern.quote(ExtenderNamespace.EXTENDER_NAMESPACE) + "="
            + Pattern.quote(SwappableModule.EXTENDER) + "\\)");
    private static final Pattern EXCLUSIVE = Pattern.compile(
            ";\\s*exclusive\\s*(?::\\s*\\w+\\s*)?=\\s*\"?true\"?\\s*(?:;|$)");

    private static final byte[] MAGIC = { 'P', 'K' };

    private JarFiles() {}

    /** What the manifest says. */
    static JarInfo inspect(Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            byte[] begin = content.readNBytes(MAGIC.length);
            if (begin.length == 0) {
                return unreadable("the file is empty: copy it again");
            }
            if (!Arrays.equals(begin, MAGIC)) {
                return unreadable("the file is no jar: build it as a bundle, or copy it again if it should be one");
            }
            try (JarFile jar = new JarFile(file.toFile())) {
                return describe(jar.getManifest());
            }
        } catch (AccessDeniedException denied) {
            return unreadable("the platform's user may not read the file: mend its permissions");
        } catch (NoSuchFileException gone) {
            return unreadable("the file is not there any more: copy it again");
        } catch (IOException | RuntimeException broken) {
            return unreadable("the file is only the beginning of a jar, or damaged: copy it again, unless it is still"
                    + " being copied (" + broken.getMessage() + ")");
        }
    }

    /** Reads every entry to its end and compares its checksum, so that a hole in the file is found. */
    static void verify(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements();) {
                JarEntry entry = entries.nextElement();
                try (CheckedInputStream content = new CheckedInputStream(jar.getInputStream(entry), new CRC32())) {
                    content.transferTo(OutputStream.nullOutputStream());
                    if (content.getChecksum().getValue() != entry.getCrc()) {
                        throw new ZipException("the checksum of " + entry.getName() + " is wrong");
                    }
                }
            }
        }
    }

    /** The headers of a jar that has a manifest. */
    static Attributes headers(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            return jar.getManifest().getMainAttributes();
        }
    }

    /** Whether the jar is a fragment, which no module may be. */
    static boolean isFragment(Attributes headers) {
        return headers.getValue(Constants.FRAGMENT_HOST) != null;
    }

    /** Whether the jar is a module of which only one revision can be active; one class that says so is enough. */
    static boolean isExclusive(Attributes headers) {
        return optIns(headers).anyMatch(clause -> EXCLUSIVE.matcher(clause).find());
    }

    private static Stream<String> optIns(Attributes headers) {
        String requirements = headers.getValue(Constants.REQUIRE_CAPABILITY);
        return requirements == null
                ? Stream.empty()
                : CLAUSE.matcher(requirements).results().map(MatchResult::group)
                        .filter(clause -> OPT_IN.matcher(clause).find());
    }

    private static JarInfo describe(Manifest manifest) {
        if (manifest == null) {
            return notABundle("the jar has no manifest: build it as a bundle");
        }
        Attributes headers = manifest.getMainAttributes();
        String name = headers.getValue(Constants.BUNDLE_SYMBOLICNAME);
        if (name == null) {
            return notABundle("the manifest has no Bundle-SymbolicName: build it as a bundle");
        }
        String version = headers.getValue(Constants.BUNDLE_VERSION);
        boolean optedIn = optIns(headers).findAny().isPresent();
        return new JarInfo(optedIn ? Kind.MODULE : Kind.BUNDLE, name.split(";", 2)[0].trim(),
                version == null ? "0.0.0" : version.trim(), "");
    }

    private static JarInfo unreadable(String problem) {
        return new JarInfo(Kind.UNREADABLE, "", "", problem);
    }

    private static JarInfo notABundle(String problem) {
        return new JarInfo(Kind.NOT_A_BUNDLE, "", "", problem);
    }
}
