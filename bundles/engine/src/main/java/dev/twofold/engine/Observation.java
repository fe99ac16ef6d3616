/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.Statistics;
import dev.twofold.server.SysEvent;
import dev.twofold.server.SysEvent.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Statistics, log and trace functions of a server: OTP's {@code sys:debug}. Used by the owner of the server only, but that
 * trace functions may be removed by anybody.
 */
final class Observation {

    private static final int LONGEST_TEXT = 500;

    private final List<Tracer> tracers = new CopyOnWriteArrayList<>();
    private Optional<Counters> counters = Optional.empty();
    private final Deque<SysEvent> log = new ArrayDeque<>();
    private int logged;

    /** Whether anything is still wanted. */
    boolean isWanted() {
        return counters.isPresent() || logged > 0 || !tracers.isEmpty();
    }

    // ---- what is wanted

    void count(boolean on) {
        counters = on ? Optional.of(new Counters()) : Optional.empty();
    }

    /** As in OTP another number changes nothing while events are kept. */
    void keep(int events) {
        if (events == 0) {
            log.clear();
            logged = 0;
        } else if (logged == 0) {
            logged = events;
        }
    }

    void add(Tracer tracer) {
        tracers.add(tracer);
    }

    void remove(Tracer tracer) {
        tracers.remove(tracer);
    }

    // ---- what was seen

    Optional<Statistics> statistics() {
        return counters.map(Counters::read);
    }

    List<SysEvent> log() {
        return List.copyOf(log);
    }

    // ---- events

    void event(Kind kind, Object what) {
        counters.ifPresent(counting -> counting.event(kind));
        if (logged == 0 && tracers.isEmpty()) {
            return;
        }
        SysEvent event = new SysEvent(Instant.now(), kind, text(what));
        if (logged > 0) {
            if (log.size() == logged) {
                log.removeFirst();
            }
            log.addLast(event);
        }
        for (Tracer tracer : tracers) {
            if (!tracer.accept(event)) {
                tracers.remove(tracer);
            }
        }
    }

    void handled(long nanos) {
        counters.ifPresent(counting -> counting.nanos += nanos);
    }

    void end() {
        tracers.forEach(Tracer::close);
        tracers.clear();
    }

    /** An author's object as text; it may be long, and making the text may fail. */
    static String text(Object what) {
        try {
            String text = String.valueOf(what);
            return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "...";
        } catch (Throwable unreadable) { // code of authors
            Behaviour.rethrowIfFatal(unreadable);
            return "(a " + what.getClass().getName() + " whose toString failed)";
        }
    }

    private static final class Counters {

        private final Instant since = Instant.now();
        private long in;
        private long out;
        private long nanos;

        void event(Kind kind) {
            if (kind == Kind.IN) {
                in++;
            } else if (kind == Kind.OUT) {
                out++;
            }
        }

        Statistics read() {
            return new Statistics(since, in, out, Duration.ofNanos(nanos));
        }
    }
}
