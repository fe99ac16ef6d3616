/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/** A kind of client. */
interface Clients {

    /** What the names of its figures end with. */
    String suffix();

    /**
     * Sets clients to work.
     *
     * @param count how many
     * @param job what each of them does
     * @return the clients, to wait for
     */
    Crew start(int count, Job job) throws InterruptedException;

    /** All kinds that there are on this JDK. */
    static List<Clients> all(Stage stage) {
        List<Clients> kinds = new ArrayList<>(List.of(platform(), new ServerClients(stage)));
        virtual().ifPresent(kinds::add);
        return kinds;
    }

    /** Platform threads. */
    static Clients platform() {
        return new ThreadClients("", Thread::new);
    }

    /** Virtual threads, by reflection since this is compiled for a JDK without them; empty where there are none. */
    static Optional<Clients> virtual() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Object factory = Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder);
            return Optional.of(new ThreadClients(".virtual_client", (ThreadFactory) factory));
        } catch (ReflectiveOperationException none) {
            return Optional.empty();
        }
    }
}
