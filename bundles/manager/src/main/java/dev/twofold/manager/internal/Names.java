/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.util.Set;
import java.util.regex.Pattern;

/** Which symbolic names a module may have. A name becomes part of a path, and the framework checks nothing. */
final class Names {

    private static final Pattern SYMBOLIC_NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
    private static final int LONGEST = 200;
    private static final Set<String> RESERVED = Set.of("system.bundle", "org.apache.felix.framework", "dev.twofold.api",
            "dev.twofold.engine", "dev.twofold.manager", "dev.twofold.deploy", "dev.twofold.shell");

    private Names() {}

    static void check(String name) throws RefusedException {
        if (!isSymbolicName(name)) {
            throw new RefusedException("'" + name + "' is no symbolic name: use letters, digits, _ and -, in parts with"
                    + " dots between them, " + LONGEST + " characters at most");
        }
        if (RESERVED.contains(name)) {
            throw new RefusedException("the name '" + name + "' belongs to the platform: give the module its own");
        }
    }

    static boolean isSymbolicName(String name) {
        return name.length() <= LONGEST && SYMBOLIC_NAME.matcher(name).matches();
    }
}
