/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import dev.twofold.server.ExitReason;
import dev.twofold.server.NameTakenException;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.StartFailedException;
import dev.twofold.supervisor.Shutdown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and stops children during one callback of a supervisor.
 *
 * @param context of the supervisor, for this callback
 * @param ends waits for children
 * @param types tells supervisors from workers
 * @param alarm has the supervisor try again later
 */
record Carer(ServerContext context, EndWait ends, SupervisorTypes types, Alarm alarm) {

    /** Longer than any wait. */
    static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private static final Logger LOG = LoggerFactory.getLogger(SupervisorServer.class);
    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(5);
    private static final Duration ENDING_LIMIT = Duration.ofMillis(100);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(5);

    String supervisor() {
        return context.self().name();
    }

    boolean isSupervisor(ServerSpec spec) {
        return types.isSupervisor(spec);
    }

    boolean wasPurged(ServerRef ended) {
        return types.wasPurged(ended);
    }

    /** Starts a child; the failures of a start are its result. Others, such as a bad reference, count as one too. */
    Birth start(ServerSpec spec) {
        String name = spec.name().orElse(spec.type());
        try {
            return new Birth.Alive(startLink(spec));
        } catch (NameTakenException taken) {
            ExitReason reason = ExitReason.of("already_started: " + name);
            return new Birth.Failed(name, reason, reason.text(), Optional.of(taken.holder()));
        } catch (StartFailedException notStarted) {
            return notStarted.reason().equals(ExitReason.IGNORE)
                    ? new Birth.Ignored()
                    : new Birth.Failed(name, notStarted.reason(), notStarted.text(), Optional.empty());
        } catch (RuntimeException unexpected) {
            return new Birth.Failed(name, ExitReason.of(unexpected));
        }
    }

    /** Whoever has the name may be just ending, as the children of a supervisor that was killed. */
    private ServerRef startLink(ServerSpec spec) {
        try {
            return context.startLink(spec);
        } catch (NameTakenException taken) {
            if (ends.await(taken.holder(), ENDING_LIMIT)) {
                return context.startLink(spec);
            }
            throw taken;
        }
    }

    /** For a failure that nobody is told of otherwise. */
    void report(Birth.Failed failure) {
        LOG.error("supervisor {}: child {} did not start: {}", supervisor(), failure.server(), failure.text());
    }

    /** Has the supervisor try again, after the messages that wait, and not before the pause has passed. */
    void later(TryAgain retry, Duration pause) {
        ServerRef self = context.self();
        if (pause.isZero()) {
            self.cast(retry);
        } else {
            alarm.after(pause, () -> self.cast(retry));
        }
    }

    /** Stops one child and waits for its end. */
    void stop(ServerRef server, Shutdown shutdown, boolean supervisor) {
        stopAll(List.of(server), shutdown, supervisor);
    }

    /**
     * Stops children of one kind all at once, with one limit for all, and waits for their ends. It does not rely on the
     * links: a child may have removed its own.
     */
    void stopAll(Collection<ServerRef> servers, Shutdown shutdown, boolean supervisor) {
        if (shutdown instanceof Shutdown.BrutalKill) {
            kill(servers);
            return;
        }
        servers.forEach(server -> context.exit(server, ExitReason.SHUTDOWN));
        List<ServerRef> late = lateIn(servers, limit(shutdown, supervisor));
        if (!late.isEmpty()) {
            LOG.error("supervisor {}: {} did not end in time and will be killed", supervisor(), summary(late));
            kill(late);
        }
    }

    private void kill(Collection<ServerRef> servers) {
        servers.forEach(server -> context.exit(server, ExitReason.KILL));
        List<ServerRef> late = lateIn(servers, KILL_LIMIT);
        if (!late.isEmpty()) {
            LOG.error("supervisor {}: {} did not end although killed", supervisor(), summary(late));
        }
    }

    /**
     * Those that have not ended when the limit for all of them together has passed. The one that was asked last is waited
     * for first: when it has ended most of the others have, too, and this thread need not wake up for each.
     */
    private List<ServerRef> lateIn(Collection<ServerRef> servers, Duration limit) {
        long begun = System.nanoTime();
        List<ServerRef> lastFirst = new ArrayList<>(servers);
        Collections.reverse(lastFirst);
        return lastFirst.stream().filter(server -> {
            Duration left = limit.minusNanos(System.nanoTime() - begun);
            return !ends.await(server, left.isNegative() ? Duration.ZERO : left);
        }).toList();
    }

    private static Duration limit(Shutdown shutdown, boolean supervisor) {
        if (shutdown instanceof Shutdown.After after) {
            return after.limit();
        }
        return shutdown instanceof Shutdown.Infinity || supervisor ? FOREVER : DEFAULT_LIMIT;
    }

    private static String summary(List<ServerRef> servers) {
        String first = servers.get(0).name();
        return servers.size() == 1 ? "child " + first : servers.size() + " children such as " + first;
    }
}
