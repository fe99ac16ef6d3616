/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.ring;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Next;
import dev.twofold.server.NoReply;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import java.util.HashMap;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * A server that is started with the name of the next one. A number says how often a call is to be passed on; the reply
 * is how many servers it has reached. Each sends the next one a note before it calls it, waits for the reply or for a future,
 * and answers at once or later. A text asks for how many {@code calls} there were, and how many that came without their
 * note, or whose reply was wrong: {@code faults}. A module and a name have it start a server beside the ring, a twig, and
 * call that.
 */
@SwappableModule
@Component(service = GenServer.class)
@ServerType(type = "hop")
public final class HopServer implements GenServer<HopServer.Hop> {

    /** What the names of servers beside the ring begin with: they do not live long, and come again. */
    private static final String TWIG = "hop-twig-";

    private static final int CALLS = 0;
    private static final int SENT = 1;
    private static final int FAULTS = 2;

    /**
     * The state. It changes in place: it is another object only after an upgrade.
     *
     * @param next name of the next server
     * @param counts calls, notes sent, faults
     * @param notes the number of the last note of each sender
     */
    record Hop(String next, long[] counts, HashMap<String, Long> notes) {
    }

    @Override
    public Init<Hop> init(Object argument, ServerContext context) {
        return Init.ok(new Hop(argument.toString(), new long[3], new HashMap<>()));
    }

    @Override
    public Answer<Hop> handleCall(Object request, From from, Hop state, ServerContext context) {
        if (request instanceof Integer hops) {
            return pass(hops, from, state, context);
        }
        if (request instanceof List<?> call) {
            expect(call.get(1).equals(state.notes().get(call.get(0))), state);
            return pass((Integer) call.get(2), from, state, context);
        }
        String text = (String) request;
        if (text.contains(TWIG)) {
            return new Reply<>(grow(text.split(" "), state, context), state);
        }
        return new Reply<>(state.counts()[text.equals("calls") ? CALLS : FAULTS], state);
    }

    private static Object grow(String[] moduleAndName, Hop state, ServerContext context) {
        return context.servers().start(ServerSpec.of(moduleAndName[0], "hop").named(moduleAndName[1]).with(state
                .next())).call(0);
    }

    private static Answer<Hop> pass(int hops, From from, Hop state, ServerContext context) {
        state.counts()[CALLS]++;
        if (hops > 0) {
            expect(Integer.valueOf(hops).equals(callNext(hops - 1, state, context)), state);
        }
        if (hops == 1) {
            context.self().cast(List.of(from, hops + 1));
            return new NoReply<>(state);
        }
        return new Reply<>(hops + 1, state);
    }

    private static Object callNext(int hops, Hop state, ServerContext context) {
        ServerRef next = context.servers().named(state.next());
        long number = ++state.counts()[SENT];
        next.cast(List.of(context.self().name(), number));
        List<Object> call = List.of(context.self().name(), number, hops);
        return number % 3 == 0 ? next.sendRequest(call).toCompletableFuture().join() : next.call(call);
    }

    @Override
    public Next<Hop> handleCast(Object message, Hop state, ServerContext context) {
        List<?> parts = (List<?>) message;
        if (parts.get(0) instanceof From from) {
            from.reply(parts.get(1));
        } else {
            Long number = (Long) parts.get(1);
            Long before = state.notes().put((String) parts.get(0), number);
            boolean first = before == null || parts.get(0).toString().startsWith(TWIG);
            expect(number == (first ? 1 : before + 1), state);
        }
        return new NoReply<>(state);
    }

    private static void expect(boolean right, Hop state) {
        if (!right) {
            state.counts()[FAULTS]++;
        }
    }
}
