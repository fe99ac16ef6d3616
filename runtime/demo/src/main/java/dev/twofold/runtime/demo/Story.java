/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.runtime.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What happens in the demo, step by step; it says so as it happens. A step that does not end as it should ends it. */
final class Story {

    private static final int CLIENTS = 4;

    /** So many calls before and after each swap show that the clients really go on. */
    private static final long CALLS = 2_000;

    private final long start = System.nanoTime();
    private final List<Step> steps = new ArrayList<>();
    private final RuntimeProcess runtime;
    private final Counter counter;
    private final Path samples;

    Story(RuntimeProcess runtime, Path samples) {
        this.runtime = runtime;
        this.samples = samples;
        this.counter = new Counter(runtime);
    }

    void play() {
        say("started Twofold in " + runtime.home());
        Stream.of("counter-api.jar", "counter-clients.jar").forEach(this::drop);
        begin("1.0.0");
        upgrade("1.1.0", new Slots("1.1.0", "1.0.0"));
        upgrade("2.0.0", new Slots("2.0.0", "1.1.0"));
        refused("2.1.0", new Slots("2.0.0", "1.1.0"));
        rollback(new Slots("1.1.0", "2.0.0"));
        // 2.0.0 is now the oldest: a third revision purges it.
        upgrade("2.2.0", new Slots("2.2.0", "1.1.0"));
    }

    /** What must be true of the whole. */
    void check() {
        ClientReport total = counter.stopClients();
        long count = counter.count();
        if (total.failed() > 0) {
            throw new RuntimeFailedException(total.failed() + " calls failed: " + total.text());
        }
        if (count != total.acknowledged()) {
            throw new RuntimeFailedException("the counter has counted " + count + ", but increments by "
                    + total.acknowledged() + " were acknowledged");
        }
        System.out.printf(Locale.ROOT, "%,d calls, %,d increments acknowledged, %,d counted.%n", total.ok(),
                total.acknowledged(), count);
    }

    /** The first revision has no state to take over, and its clients come after it. */
    private void begin(String version) {
        drop(jar(version));
        awaitSlots(new Slots(version, Slots.EMPTY));
        ClientReport first = counter.startClients(CLIENTS);
        say("started " + CLIENTS + " clients");
        steps.add(step("drop " + version, ClientReport.NOTHING, counter.awaitCalls(first, CALLS), Slots.EMPTY));
    }

    private void upgrade(String version, Slots expected) {
        during("drop " + version, () -> {
            drop(jar(version));
            awaitSlots(expected);
        });
    }

    /** Its codeChange throws: whatever was in the slots must still be there. */
    private void refused(String version, Slots unchanged) {
        during("drop " + version + ", bad", () -> {
            drop(jar(version));
            String reason = Await.value("the refusal of " + jar(version), RuntimeProcess.PATIENCE,
                    () -> Slots.refusal(runtime.run("module:list"), jar(version)));
            say("refused at " + reason);
            awaitSlots(unchanged);
        });
    }

    private void rollback(Slots expected) {
        during("rollback", () -> {
            say("typed module:rollback counter");
            runtime.run("module:rollback counter");
            awaitSlots(expected);
        });
    }

    private void during(String name, Runnable action) {
        ClientReport first = counter.awaitCalls(counter.clients(), CALLS);
        counter.takeLongest();
        String before = counter.state();
        action.run();
        steps.add(step(name, first, counter.awaitCalls(counter.clients(), CALLS), before));
    }

    private Step step(String name, ClientReport first, ClientReport last, String before) {
        return new Step(name, counter.slots().current(), last.ok() - first.ok(), last.failed() - first.failed(),
                counter.takeLongest(), before, counter.state(), SwapTimes.parse(runtime.run("module:info counter")));
    }

    private void drop(String jar) {
        runtime.drop(samples.resolve(jar));
        say("dropped " + jar + " into deploy/");
    }

    private static String jar(String version) {
        return "counter-" + version + ".jar";
    }

    private void awaitSlots(Slots expected) {
        Await.until("counter with " + expected, RuntimeProcess.PATIENCE, () -> counter.slots().equals(expected));
        say("counter has " + expected);
    }

    private void say(String what) {
        System.out.printf(Locale.ROOT, "%6.1f s  %s%n", (System.nanoTime() - start) / 1e9, what);
    }

    void printTable() {
        Table table = new Table("step", "revision", "calls ok", "failed", "longest wait", "swap", "calls held",
                "state before and after");
        for (Step step : steps) {
            table.add(step.name(), step.current(), String.format(Locale.ROOT, "%,d", step.ok()),
                    Long.toString(step.failed()), step.longest() + " ms", step.times().took(), step.times().held(),
                    step.before());
            table.add("", "", "", "", "", "", "", step.after());
        }
        System.out.println("\n" + table
                + "\nThe clients never pause: the state after a step was read many calls later.\n");
    }
}
