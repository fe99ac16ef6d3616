/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import dev.twofold.server.After;
import dev.twofold.server.Answer;
import dev.twofold.server.ExitReason;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Next;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.Stop;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A server type for children. Its argument is a label, which is its state too; it writes down its starts and stops, and
 * does what the {@link Plan} for its label says.
 */
final class Worker implements GenServer<String> {

    /** Asks a server to end by itself. */
    record End(ExitReason reason) {
    }

    private static final long SECONDS = 30;

    /** Such as {@code start a}, {@code fail a} and {@code stop a: shutdown}. */
    final List<String> events = new CopyOnWriteArrayList<>();

    private final Map<String, Plan> plans = new ConcurrentHashMap<>();

    Plan plan(String label) {
        return plans.computeIfAbsent(label, unknown -> new Plan());
    }

    @Override
    public Init<String> init(Object argument, ServerContext context) {
        String label = String.valueOf(argument);
        Plan plan = plan(label);
        if (plan.failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            events.add("fail " + label);
            return Init.stop(ExitReason.of("planned"));
        }
        if (plan.ignores) {
            return Init.ignore();
        }
        context.trapExits(plan.trapsExits);
        plan.atStart.accept(context);
        events.add("start " + label);
        return Init.ok(label, plan.diesAtOnce ? After.continueWith("die") : After.NOTHING);
    }

    @Override
    public Answer<String> handleCall(Object request, From from, String label, ServerContext context) {
        return request instanceof End end
                ? new Stop<>(end.reason(), (Object) "ending", label)
                : new Reply<>(label, label);
    }

    @Override
    public Next<String> handleContinue(Object what, String label, ServerContext context) {
        return new Stop<>(ExitReason.of("dies at once"), label);
    }

    @Override
    public void terminate(ExitReason reason, String label, ServerContext context) throws InterruptedException {
        events.add("stop " + label + ": " + reason);
        plan(label).mayEnd.await(SECONDS, TimeUnit.SECONDS);
    }
}
