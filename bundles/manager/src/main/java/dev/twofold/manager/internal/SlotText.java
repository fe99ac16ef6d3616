/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.module.RevisionId;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.osgi.framework.Version;

/**
 * Which revisions a module's slots hold, as it is written into a file.
 *
 * @param current the current revision
 * @param old the one before it
 */
record SlotText(Optional<RevisionId> current, Optional<RevisionId> old) {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** Text of one module. */
    String text() {
        return text("");
    }

    private String text(String prefix) {
        return line(prefix + "current", current) + line(prefix + "old", old);
    }

    private static String line(String slot, Optional<RevisionId> revision) {
        return revision.map(id -> slot + ".version=" + id.version() + "\n" + slot + ".sha256=" + id.sha256() + "\n")
                .orElse("");
    }

    /** Text of several modules. */
    static String text(Map<String, SlotText> modules) {
        StringBuilder text = new StringBuilder();
        modules.forEach((module, slots) -> text.append(slots.text(module + "/")));
        return text.toString();
    }

    /**
     * Reads the text of one module.
     *
     * @throws IllegalArgumentException if it cannot be understood
     */
    static SlotText read(String module, Path file) throws IOException {
        return of(module, properties(file), "");
    }

    /** Reads the text of several modules. */
    static Map<String, SlotText> readAll(Path file) throws IOException {
        Properties written = properties(file);
        Map<String, SlotText> modules = new LinkedHashMap<>();
        for (String key : new TreeSet<>(written.stringPropertyNames())) {
            int end = key.indexOf('/');
            if (end < 0) {
                throw new IllegalArgumentException("'" + key + "' names no module");
            }
            String module = key.substring(0, end);
            modules.put(module, of(module, written, module + "/"));
        }
        return modules;
    }

    private static Properties properties(Path file) throws IOException {
        Properties written = new Properties();
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            written.load(in);
        }
        return written;
    }

    private static SlotText of(String module, Properties written, String prefix) {
        SlotText slots = new SlotText(slot(module, written, prefix + "current"), slot(module, written, prefix + "old"));
        if (slots.current.isEmpty() && slots.old.isEmpty()) {
            throw new IllegalArgumentException("it names no revision");
        }
        if (slots.current.equals(slots.old)) {
            throw new IllegalArgumentException("both slots hold " + slots.current.get());
        }
        return slots;
    }

    private static Optional<RevisionId> slot(String module, Properties written, String slot) {
        String version = written.getProperty(slot + ".version");
        String hash = written.getProperty(slot + ".sha256");
        if (version == null && hash == null) {
            return Optional.empty();
        }
        if (version == null || hash == null || !SHA256.matcher(hash).matches()) {
            throw new IllegalArgumentException(slot + " needs a version and a hash of 64 digits");
        }
        return Optional.of(new RevisionId(module, Version.parseVersion(version), hash));
    }
}
