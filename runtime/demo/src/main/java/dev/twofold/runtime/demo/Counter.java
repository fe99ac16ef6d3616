/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.runtime.demo;

import java.util.Optional;

/** The counter and its clients, as the shell of a runtime shows them. */
final class Counter {

    private static final String NAME = "counter";

    private final RuntimeProcess runtime;
    private long longest;

    Counter(RuntimeProcess runtime) {
        this.runtime = runtime;
    }

    Slots slots() {
        return Slots.parse(runtime.run("module:list"), NAME);
    }

    String state() {
        return runtime.run("server:state " + NAME);
    }

    long count() {
        String answer = runtime.run("server:call " + NAME + " Get");
        try {
            return Long.parseLong(answer);
        } catch (NumberFormatException notANumber) {
            throw new RuntimeFailedException("the counter was asked for its count and said: " + answer, notANumber);
        }
    }

    ClientReport startClients(int clients) {
        return noted("clients:start " + clients);
    }

    ClientReport clients() {
        return noted("clients:report");
    }

    ClientReport stopClients() {
        return noted("clients:stop");
    }

    /** Waits until the clients have had so many replies more than at that report, and reports then. */
    ClientReport awaitCalls(ClientReport since, long more) {
        return Await.value(more + " more calls", RuntimeProcess.PATIENCE,
                () -> Optional.of(clients()).filter(now -> now.ok() >= since.ok() + more));
    }

    /** The longest wait of a client in milliseconds, since this was last asked. */
    long takeLongest() {
        long taken = longest;
        longest = 0;
        return taken;
    }

    /** Each report tells the longest wait since the one before. */
    private ClientReport noted(String command) {
        ClientReport report = ClientReport.parse(runtime.run(command));
        longest = Math.max(longest, report.longest());
        return report;
    }
}
