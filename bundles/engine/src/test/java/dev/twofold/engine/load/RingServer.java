/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.load;

import dev.twofold.engine.load.Ring.Hop;
import dev.twofold.engine.load.Ring.Note;
import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Next;
import dev.twofold.server.NoReply;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerRef;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One server of a ring. Looks whether what comes before a call has come before it. */
class RingServer implements GenServer<RingServer.Place> {

    private final Ring ring;

    RingServer(Ring ring) {
        this.ring = ring;
    }

    /** Where it stands; used by the thread that runs the server. */
    static final class Place {

        private final ServerRef next;
        private final Map<Object, Integer> notes = new HashMap<>();
        private int sent;

        Place(ServerRef next) {
            this.next = next;
        }
    }

    /** Makes a deferred reply. */
    private record Settle(From from, int number) {
    }

    @Override
    public Init<Place> init(Object argument, ServerContext context) {
        return Init.ok(new Place((ServerRef) argument));
    }

    @Override
    public Answer<Place> handleCall(Object request, From from, Place place, ServerContext context) {
        ring.enter(ring.group());
        Hop hop = (Hop) request;
        if (!Integer.valueOf(hop.number()).equals(place.notes.get(hop.sender()))) {
            ring.fault(hop + " came after " + place.notes.get(hop.sender()));
        }
        Answer<Place> answer = pass(hop.number(), from, place, context);
        ring.enter(ring.group());
        return answer;
    }

    Answer<Place> pass(int number, From from, Place place, ServerContext context) {
        goOn(place, context);
        return new Reply<>(number, place);
    }

    @Override
    public Next<Place> handleCast(Object message, Place place, ServerContext context) {
        ring.enter(ring.group());
        if (message instanceof Note note) {
            int before = place.notes.getOrDefault(note.sender(), 0);
            if (note.number() != before + 1) {
                ring.fault(note + " came after " + before);
            }
            place.notes.put(note.sender(), note.number());
        } else if (message instanceof Settle settle) {
            settle.from().reply(settle.number());
        } else {
            start(place, context);
        }
        ring.enter(ring.group());
        return new NoReply<>(place);
    }

    void start(Place place, ServerContext context) {
        goOn(place, context);
    }

    /** Casts to the next one and calls it. */
    private void goOn(Place place, ServerContext context) {
        ring.hop();
        if (place.next == null) {
            ring.closeRing();
            return;
        }
        Hop hop = note(place, context);
        check(hop, place.next.call(hop, Ring.LONG));
    }

    /** The same without waiting. */
    final CompletionStage<?> request(Place place, ServerContext context) {
        ring.hop();
        if (place.next == null) {
            ring.closeRing();
            return CompletableFuture.completedStage(null);
        }
        Hop hop = note(place, context);
        return place.next.sendRequest(hop).whenComplete((reply, failure) -> check(hop, failure == null
                ? reply
                : failure));
    }

    private static Hop note(Place place, ServerContext context) {
        int number = ++place.sent;
        place.next.cast(new Note(context.self(), number));
        return new Hop(context.self(), number);
    }

    private void check(Hop hop, Object reply) {
        if (!Integer.valueOf(hop.number()).equals(reply)) {
            ring.fault("the reply to " + hop + " is " + reply);
        }
    }

    /** One that callers run themselves. */
    @dev.twofold.server.NonBlocking
    static final class NonBlocking extends RingServer {

        NonBlocking(Ring ring) {
            super(ring);
        }
    }

    /** One that answers when a message to itself arrives. */
    static final class Deferring extends RingServer {

        Deferring(Ring ring) {
            super(ring);
        }

        @Override
        Answer<Place> pass(int number, From from, Place place, ServerContext context) {
            super.pass(number, from, place, context);
            context.self().cast(new Settle(from, number));
            return new NoReply<>(place);
        }
    }

    /** One that answers when the next one has answered, and waits for nobody. */
    static final class Asynchronous extends RingServer {

        Asynchronous(Ring ring) {
            super(ring);
        }

        @Override
        Answer<Place> pass(int number, From from, Place place, ServerContext context) {
            request(place, context).thenRun(() -> from.reply(number));
            return new NoReply<>(place);
        }

        @Override
        void start(Place place, ServerContext context) {
            request(place, context);
        }
    }
}
