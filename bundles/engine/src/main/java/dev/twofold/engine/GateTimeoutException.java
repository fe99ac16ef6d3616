/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A gate could not be closed because callbacks did not return. It is open again and nothing has changed. */
public class GateTimeoutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> holders;
    private final transient Map<String, List<String>> stacks;
    private final transient List<String> held;

    /**
     * A gate that did not close.
     *
     * @param groups the names of the groups
     * @param holders the place where each server is that did not come to rest, followed by its stack
     * @param held the calls that waited
     */
    GateTimeoutException(String groups, Duration limit, Map<String, List<String>> holders, List<String> held) {
        super("the servers of " + groups + " did not come to rest within " + limit.toMillis() + " ms: "
                + String.join("; ", lines(holders)));
        this.holders = lines(holders);
        this.held = List.copyOf(held);
        this.stacks = new TreeMap<>();
        holders.forEach((server, lines) -> stacks.put(server, List.copyOf(lines.subList(1, lines.size()))));
    }

    private static List<String> lines(Map<String, List<String>> holders) {
        return holders.entrySet().stream().map(holder -> holder.getKey() + " " + holder.getValue().get(0)).toList();
    }

    /**
     * The servers that did not come to rest, with the place where each is and the servers that it waits for.
     *
     * @return a line for each, of very many the first
     */
    public List<String> holders() {
        return holders;
    }

    /**
     * What the servers do that did not come to rest.
     *
     * @return the frames of the author's code by server, the innermost first; none where the server waits for its turn
     */
    public Map<String, List<String>> stacks() {
        return stacks;
    }

    /**
     * The calls that waited at that moment for servers behind the gate, each with who has sent it and to whom: those of
     * servers, which may be what a server above waits for, then those of threads.
     *
     * @return a line for each, of very many the first
     */
    public List<String> held() {
        return held;
    }
}
