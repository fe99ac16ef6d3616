/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.twofold.server.CallFailedException;
import dev.twofold.server.Down;
import dev.twofold.server.Exit;
import dev.twofold.server.Monitor;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.JI_Result;

/** Monitors and links that are made or taken back while a server ends: who is to hear of it does, once. */
public final class RelationStress {

    private RelationStress() {}

    private static Server trapping() {
        Server server = Lab.waiting();
        server.trapExits(true);
        return server;
    }

    /** A monitor of a server that ends. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "one Down, nothing is kept")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class MonitorAgainstEnd {

        private final Server watcher = Lab.waiting();
        private final Server watched = Lab.waiting();

        @Actor
        public void watcher() {
            watcher.monitor(watched);
        }

        @Actor
        public void killer() {
            Lab.kill(watched);
        }

        @Arbiter
        public void look(JI_Result result) {
            result.r1 = Lab.waiting(watcher, Down.class);
            result.r2 = watched.watchers();
        }
    }

    /** The monitor is taken back while the server ends: no Down is handled after that. */
    @JCStressTest
    @Outcome(id = { "0, 0", "1, 0" }, expect = ACCEPTABLE, desc = "none comes, or one that is dropped")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class DemonitorAgainstEnd {

        private final Server watcher = Lab.waiting();
        private final Server watched = Lab.waiting();
        private final Monitor monitor = watcher.monitor(watched);

        @Actor
        public void watcher() {
            monitor.demonitor();
        }

        @Actor
        public void killer() {
            Lab.kill(watched);
        }

        @Arbiter
        public void look(JJ_Result result) {
            result.r1 = Lab.waiting(watcher, Down.class);
            result.r2 = watcher.waiting().stream().filter(message -> !message.dropped()).count();
        }
    }

    /** A server that watches is killed meanwhile: the one it watches does not keep it. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class MonitorAgainstOwnEnd {

        private final Server watcher = Lab.waiting();
        private final Server watched = Lab.waiting();

        @Actor
        public void watcher() {
            watcher.monitor(watched);
        }

        @Actor
        public void killer() {
            Lab.kill(watcher);
        }

        @Arbiter
        public void look(II_Result result) {
            result.r1 = watched.watchers();
            result.r2 = watcher.extras().relations().watchers();
        }
    }

    /** A link to a server that ends. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "one Exit, nothing is kept")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class LinkAgainstEnd {

        private final Server one = trapping();
        private final Server other = Lab.waiting();

        @Actor
        public void linker() {
            one.link(other);
        }

        @Actor
        public void killer() {
            Lab.kill(other);
        }

        @Arbiter
        public void look(JI_Result result) {
            result.r1 = Lab.waiting(one, Exit.class);
            result.r2 = one.links().size();
        }
    }

    /** The server that makes the link is killed meanwhile: there is no link without a signal. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "killed before: no link")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "killed after: the other one hears of it")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class LinkAgainstOwnEnd {

        private final Server one = Lab.waiting();
        private final Server other = trapping();

        @Actor
        public void linker() {
            try {
                one.link(other);
            } catch (CallFailedException ended) {
                return; // it was killed before
            }
        }

        @Actor
        public void killer() {
            Lab.kill(one);
        }

        @Arbiter
        public void look(JI_Result result) {
            result.r1 = Lab.waiting(other, Exit.class);
            result.r2 = other.links().size();
        }
    }

    /** The link is taken back while the other one ends: what has not come by then does not come. */
    @JCStressTest
    @Outcome(id = { "0, 0", "1, 1" }, expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "an Exit after unlink")
    @State
    public static class UnlinkAgainstEnd {

        private final Server one = trapping();
        private final Server other = Lab.waiting();

        public UnlinkAgainstEnd() {
            one.link(other);
        }

        @Actor
        public void linker(JJ_Result result) {
            one.unlink(other);
            result.r1 = Lab.waiting(one, Exit.class);
        }

        @Actor
        public void killer() {
            Lab.kill(other);
        }

        @Arbiter
        public void look(JJ_Result result) {
            result.r2 = Lab.waiting(one, Exit.class);
        }
    }

    /** A child ends while its parent takes it in: the parent hears of it, and keeps nothing. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN)
    @State
    public static class AdoptAgainstEnd {

        private final Server parent = trapping();
        private final Server child = Lab.childOf(parent);

        @Actor
        public void parent() {
            parent.adopt(child);
        }

        @Actor
        public void killer() {
            Lab.kill(child);
        }

        @Arbiter
        public void look(JI_Result result) {
            result.r1 = Lab.waiting(parent, Exit.class);
            result.r2 = parent.links().size();
        }
    }

    /** A parent is killed while it takes a child in: the child hears of it. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "an order to stop")
    @Outcome(expect = FORBIDDEN)
    @State
    public static class AdoptAgainstOwnEnd {

        private final Server parent = Lab.waiting();
        private final Server child = Lab.childOf(parent);

        public AdoptAgainstOwnEnd() {
            child.trapExits(true);
        }

        @Actor
        public void parent() {
            parent.adopt(child);
        }

        @Actor
        public void killer() {
            Lab.kill(parent);
        }

        @Arbiter
        public void look(JI_Result result) {
            result.r1 = child.waiting().stream().filter(StopOrder.class::isInstance).count();
            result.r2 = child.links().size();
        }
    }
}
