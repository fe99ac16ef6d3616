/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.load;

import dev.twofold.engine.load.Circuit.Hop;
import dev.twofold.engine.load.Circuit.Note;
import dev.twofold.engine.load.Circuit.Settle;
import dev.twofold.server.Answer;
import dev.twofold.server.ExitReason;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Next;
import dev.twofold.server.NoReply;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerRef;
import java.util.Optional;

/** A server of a {@link Circuit} that is upgraded again and again. Looks whether all comes once, in order, and converted. */
final class CircuitServer implements GenServer<Ledger> {

    private static final Way[] WAYS = Way.values();

    private final Circuit circuit;

    CircuitServer(Circuit circuit) {
        this.circuit = circuit;
    }

    /** How a server gets the answer of the next one to its caller. */
    private enum Way {
        CALL, BYPASS, FUTURE, TASK, BIRTH, LATER_BYPASS, SETTLE, ANSWER_LATER
    }

    @Override
    public Init<Ledger> init(Object argument, ServerContext context) {
        return Init.ok(new Ledger((Integer) argument));
    }

    @Override
    public Answer<Ledger> handleCall(Object request, From from, Ledger ledger, ServerContext context) throws Exception {
        circuit.enter();
        Answer<Ledger> answer = request instanceof Hop hop
                ? hop(hop, from, ledger, context)
                : new Reply<>(request, ledger); // of a short-lived one
        circuit.enter();
        return answer;
    }

    private Answer<Ledger> hop(Hop hop, From from, Ledger ledger, ServerContext context) throws Exception {
        receive(hop, ledger);
        Optional<ServerRef> next = circuit.next(ledger.place());
        if (next.isPresent()) {
            return pass(hop, from, ledger, next.get(), context);
        }
        if (hop.round()) {
            circuit.closeRound();
        }
        return new Reply<>(hop.number(), ledger);
    }

    private Answer<Ledger> pass(Hop hop, From from, Ledger ledger, ServerRef next, ServerContext context)
            throws Exception {
        Way way = WAYS[Math.floorMod(hop.number() * 7 + ledger.place() * 3, WAYS.length)];
        switch (way) {
            case ANSWER_LATER -> {
                Hop further = send(hop, ledger, next, context);
                next.sendRequest(further)
                        .whenComplete((reply, failure) -> answer(from, hop, further, reply, failure));
            }
            case SETTLE -> {
                call(Way.CALL, hop, ledger, next, context);
                context.self().cast(new Settle(from, hop.number()));
            }
            default -> {
                call(way, hop, ledger, next, context);
                return new Reply<>(hop.number(), ledger);
            }
        }
        return new NoReply<>(ledger);
    }

    private void answer(From from, Hop hop, Hop further, Object reply, Throwable failure) {
        circuit.check(further, failure == null ? reply : failure);
        from.reply(hop.number());
    }

    /** Casts to the next one, and makes the call that is to come after it. */
    private Hop send(Hop cause, Ledger ledger, ServerRef next, ServerContext context) {
        Note note = new Note(context.self(), ledger.send(), ledger.generation());
        next.cast(note);
        circuit.sends();
        return new Hop(note.sender(), note.number(), note.generation(), cause.round());
    }

    private void call(Way way, Hop cause, Ledger ledger, ServerRef next, ServerContext context) throws Exception {
        Hop hop = send(cause, ledger, next, context);
        Bypass.Passing passing = new Bypass.Passing(next, hop);
        circuit.check(hop, switch (way) {
            case BYPASS -> circuit.bypass(ledger.place(), Bypass.Manner.WAIT).call(passing, Circuit.LONG);
            case LATER_BYPASS -> circuit.bypass(ledger.place(), Bypass.Manner.ANSWER_LATER).call(passing, Circuit.LONG);
            case FUTURE -> next.sendRequest(hop).toCompletableFuture().join();
            case TASK -> circuit.inThread(context.wrap(() -> next.call(hop, Circuit.LONG)));
            case BIRTH -> {
                bear(hop, ledger, context);
                yield next.call(hop, Circuit.LONG);
            }
            default -> next.call(hop, Circuit.LONG);
        });
    }

    private void bear(Hop hop, Ledger ledger, ServerContext context) {
        ServerRef child = context.servers().start(circuit.child(ledger.place()));
        circuit.check(hop, child.call(hop.number(), Circuit.LONG));
        context.exit(child, ExitReason.SHUTDOWN);
    }

    private void receive(Hop hop, Ledger ledger) {
        ledger.hop();
        checkGeneration(hop, hop.generation(), ledger);
        if (ledger.note(hop.sender()) != hop.number()) {
            circuit.fault(hop + " came after " + ledger.note(hop.sender()));
        }
    }

    @Override
    public Next<Ledger> handleCast(Object message, Ledger ledger, ServerContext context) throws Exception {
        circuit.enter();
        if (message instanceof Note note) {
            note(note, ledger);
        } else if (message instanceof Settle settle) {
            settle.from().reply(settle.number());
        } else {
            call(Way.CALL, Circuit.ROUND, ledger, circuit.next(ledger.place()).orElseThrow(), context);
        }
        circuit.enter();
        return new NoReply<>(ledger);
    }

    private void note(Note note, Ledger ledger) {
        checkGeneration(note, note.generation(), ledger);
        if (note.number() != ledger.note(note.sender()) + 1) {
            circuit.fault(note + " came after " + ledger.note(note.sender()));
        }
        ledger.note(note.sender(), note.number());
    }

    private void checkGeneration(Object message, int generation, Ledger ledger) {
        if (generation != Circuit.ANY && generation != ledger.generation()) {
            circuit.fault(message + " came to generation " + ledger.generation());
        }
    }
}
