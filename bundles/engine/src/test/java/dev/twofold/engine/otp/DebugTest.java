/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.otp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.engine.Otp;
import dev.twofold.server.After;
import dev.twofold.server.NoReply;
import dev.twofold.server.ServerRef;
import dev.twofold.server.Statistics;
import dev.twofold.server.SysEvent;
import dev.twofold.server.SysEvent.Kind;
import dev.twofold.server.Trace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Counting, keeping and tracing what a server does. */
class DebugTest extends Stage {

    private final ServerRef server = start();
    private final List<SysEvent> events = Collections.synchronizedList(new ArrayList<>());

    private static List<Kind> kinds(List<SysEvent> events) {
        return events.stream().map(SysEvent::kind).toList();
    }

    private static List<String> texts(List<SysEvent> events) {
        return events.stream().map(SysEvent::text).toList();
    }

    // ---- statistics

    @Test
    @Otp(122)
    void countsMessagesInAndOut() {
        assertThat(sys.statistics(server, LONG)).isEmpty();
        Instant before = Instant.now();
        sys.statistics(server, true, LONG);
        server.cast("cast");
        server.send("message");
        server.call("call", LONG);

        Statistics statistics = sys.statistics(server, LONG).orElseThrow();

        assertThat(statistics.messagesIn()).isEqualTo(3);
        assertThat(statistics.messagesOut()).isEqualTo(1);
        assertThat(statistics.since()).isBetween(before, Instant.now());
        assertThat(statistics.inHandlers()).isPositive();
        sys.statistics(server, false, LONG);
        assertThat(sys.statistics(server, LONG)).isEmpty();
    }

    // ---- log

    @Test
    @Otp(123)
    void keepsWhatComesInAndGoesOut() {
        sys.log(server, 10, LONG);
        server.call("call", LONG);
        server.cast("cast");

        List<SysEvent> kept = keptAfterAll();

        assertThat(kinds(kept)).containsExactly(Kind.IN, Kind.OUT, Kind.IN, Kind.NOREPLY);
        assertThat(kept.get(0).text()).contains("call");
        assertThat(kept.get(1).text()).contains("call");
        assertThat(kept.get(2).text()).contains("cast");
    }

    @Test
    @Otp(123)
    void keepsTheLastOnesAndTheirNumber() {
        sys.log(server, 2, LONG);
        sys.log(server, 10, LONG);
        server.call("first", LONG);
        server.call("second", LONG);
        assertThat(texts(sys.log(server, LONG))).hasSize(2).allMatch(text -> text.contains("second"));

        sys.log(server, 0, LONG);
        assertThat(sys.log(server, LONG)).isEmpty();
        sys.log(server, 10, LONG);
        server.call("third", LONG);
        server.call("fourth", LONG);

        assertThat(sys.log(server, LONG)).hasSize(4);
    }

    /** A question about the log does not overtake a message under way, but one that waits. */
    private List<SysEvent> keptAfterAll() {
        awaitQueue(server, 0);
        return sys.log(server, LONG);
    }

    // ---- trace

    private Trace trace(Predicate<SysEvent> tracer) {
        return sys.trace(server, tracer, LONG);
    }

    @Test
    @Otp(124)
    void tracesEveryEvent() {
        try (Trace trace = trace(events::add)) {
            server.call("call", LONG);
            server.cast(Script.step((state, context) -> new NoReply<>(state, After.continueWith("more"))));
            server.call("last", LONG);
            assertThat(trace.isActive()).isTrue();
        }
        server.call("not traced", LONG);

        assertThat(kinds(events)).containsExactly(Kind.IN, Kind.OUT, Kind.IN, Kind.NOREPLY, Kind.CONTINUE, Kind.NOREPLY,
                Kind.IN,
                Kind.OUT);
    }

    @Test
    @Otp(124)
    void removesATracerThatWantsNoMore() {
        Trace trace = trace(event -> {
            events.add(event);
            return false;
        });
        server.call("traced", LONG);
        server.call("not traced", LONG);

        assertThat(kinds(events)).containsExactly(Kind.IN);
        assertThat(trace.isActive()).isFalse();
    }

    @Test
    @Otp(124)
    void removesATracerThatFails() {
        Trace trace = trace(event -> {
            events.add(event);
            throw new IllegalStateException("broken");
        });

        assertThat(server.call("traced", LONG)).isEqualTo("traced");
        assertThat(server.call("not traced", LONG)).isEqualTo("not traced");
        assertThat(kinds(events)).containsExactly(Kind.IN);
        assertThat(trace.isActive()).isFalse();
    }

    /** OTP has no such event. */
    @Test
    void tracesTheEnd() {
        Trace trace = trace(events::add);

        sys.stop(server, BORED, LONG);

        assertThat(kinds(events)).containsExactly(Kind.TERMINATE);
        assertThat(events.get(0).text()).contains("bored");
        assertThat(trace.isActive()).isFalse();
    }
}
