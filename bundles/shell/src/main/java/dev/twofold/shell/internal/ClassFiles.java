/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;

/** Classes that a source is compiled against. */
interface ClassFiles {

    /**
     * The class files of a package.
     *
     * @param folder the package as a path, such as {@code java/util}
     * @return their paths, such as {@code java/util/List.class}
     */
    Collection<String> in(String folder);

    /** Opens one of them. */
    InputStream open(String path) throws IOException;
}
