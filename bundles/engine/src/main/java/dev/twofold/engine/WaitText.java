/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What servers wait for that do not come to rest, for reports. What moves meanwhile may be told wrong. Any thread. */
final class WaitText {

    private static final int MOST_LOOKED_AT = 100;

    private WaitText() {}

    /** What a server that runs waits for, from call to call; an empty text if it waits for no server. */
    static String waitsFor(Server server) {
        StringBuilder text = new StringBuilder();
        Set<Server> seen = new HashSet<>();
        Optional<Server> next = Optional.of(server);
        Server last = server;
        while (next.isPresent() && seen.add(next.get())) {
            last = next.get();
            next = Optional.ofNullable(last.runner()).flatMap(Request::awaitedBy);
            next.ifPresent(other -> text.append(text.length() == 0 ? ", waiting for " : ", which waits for ")
                    .append(other.name()));
        }
        if (last != server && next.isEmpty() && !last.isAtWork()) {
            text.append(last.has(StatusWord.SUSPENDED)
                    ? ", which is suspended"
                    : last.has(StatusWord.GATED) ? ", which the gate holds back" : "");
        }
        return text.toString();
    }

    /** The calls that wait for a server: in its queue, or for a reply that it has deferred. */
    static List<Waiting> of(Server server) {
        List<Waiting> calls = new ArrayList<>();
        if (!server.isEmpty()) {
            server.glance(MOST_LOOKED_AT, message -> {
                if (message instanceof Request call && !(call instanceof StopOrder) && !call.isDone()) {
                    calls.add(new Waiting(call.isFromServer(), text(call)));
                }
            });
        }
        server.owed().forEach(call -> calls.add(new Waiting(call.isFromServer(), text(call)
                + ", which has deferred its reply")));
        return calls;
    }

    private static String text(Request call) {
        Object payload = call.payload();
        return (payload == null ? "a call" : "the call " + payload.getClass().getSimpleName()) + " of " + call.caller()
                + " to " + call.server().name();
    }

    /**
     * A call that waits.
     *
     * @param ofServer whether a server has sent it
     */
    record Waiting(boolean ofServer, String text) {
    }
}
