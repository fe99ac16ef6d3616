/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.time.Duration;
import java.util.List;

/** A gate could not be closed because callbacks did not return. It is open again and nothing has changed. */
public class GateTimeoutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> holders;

    GateTimeoutException(String group, Duration limit, List<String> holders) {
        super("the servers of " + group + " did not come to rest within " + limit.toMillis() + " ms: "
                + String.join("; ", holders));
        this.holders = holders;
    }

    /**
     * The servers that did not come to rest, with the place where each is.
     *
     * @return a line for each
     */
    public List<String> holders() {
        return holders;
    }
}
