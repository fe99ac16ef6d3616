/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import java.util.List;
import java.util.Optional;

/**
 * All that is known of a server at a moment: OTP's {@code get_status}, and what helps to find out why it hangs.
 *
 * @param info name, module, status, queue
 * @param parent name of the server that has started it with a link, such as its supervisor
 * @param state the state as {@link GenServer#formatStatus} shows it; empty if a callback did not return in time
 * @param links names of the servers that it is linked to
 * @param watchers how many monitors watch it
 * @param statistics what it has done, if that is counted
 * @param log its last events, oldest first, if they are kept
 * @param currentMessage the message of the callback that runs now
 * @param stack where that callback is, innermost first; empty if none runs
 * @param lastError why the last server with that name or, without a name, of that type ended abnormally
 */
public record ServerReport(ServerInfo info, Optional<String> parent, Optional<String> state, List<String> links,
        int watchers, Optional<Statistics> statistics, List<SysEvent> log, Optional<String> currentMessage,
        List<String> stack, Optional<String> lastError) {

    /** Copies the lists. */
    public ServerReport {
        links = List.copyOf(links);
        log = List.copyOf(log);
        stack = List.copyOf(stack);
    }
}
