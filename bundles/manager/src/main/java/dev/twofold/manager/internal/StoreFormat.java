/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;

/** Says in which format a data folder is written, so that an older Twofold does not misread it. */
final class StoreFormat {

    private static final int OURS = 1;
    private static final String FILE = "store.properties";
    private static final String KEY = "format";

    private StoreFormat() {}

    /** A folder that says nothing gets our format. */
    static void check(Path folder, Disk disk) throws IOException, RefusedException {
        Path file = folder.resolve(FILE);
        Properties written = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            written.load(in);
        } catch (NoSuchFileException isNew) {
            disk.replace(file, KEY + "=" + OURS + "\n");
            return;
        } catch (IllegalArgumentException malformed) {
            throw new RefusedException(file + " cannot be read: " + malformed.getMessage());
        }
        int format = number(file, written.getProperty(KEY, ""));
        if (format > OURS) {
            throw new RefusedException("the data folder " + folder + " was written by a newer Twofold (its format is "
                    + format + ", this one knows " + OURS + "): start that one, or take another data folder");
        }
    }

    private static int number(Path file, String text) throws RefusedException {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException wrong) {
            throw new RefusedException(file + " does not tell the format of the data folder, '" + KEY + "=" + text
                    + "': write " + KEY + "=" + OURS + " if it is this Twofold's");
        }
    }
}
