/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.Refusal;
import dev.twofold.module.RevisionId;
import dev.twofold.module.SwapListener;
import dev.twofold.module.SwapReport;
import dev.twofold.module.SwapStart;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What happens to modules, as lines. Told on a thread of the manager, taken by that of a command. */
final class Happenings implements SwapListener {

    private static final int ROOM = 1_000;

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>(ROOM);

    /** What was refused before, and what reports have told of. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** @param refusals those that there are already */
    Happenings(List<Refusal> refusals) {
        refusals.forEach(refusal -> told.add(refusal.reason()));
    }

    /** Tells what is refused without an operation, such as a lower version in the folder. */
    void look(List<Refusal> refusals) {
        refusals.stream().filter(refusal -> told.add(refusal.reason())).forEach(refusal -> add(refusal.time(), refusal
                .source() + ": " + (Texts.isRefusal(refusal.reason()) ? "refused: " : "") + Texts.brief(
                        refusal.reason())));
    }

    @Override
    public void started(SwapStart start) {
        String way = start.to().map(to -> start.from().map(from -> from.version() + " -> ").orElse("") + to.version())
                .or(() -> start.from().map(from -> from.version().toString())).orElse("");
        add(start.started(), start.module() + " " + way + " begins" + by(start.requestedBy()));
    }

    @Override
    public void ended(SwapReport report) {
        told.add(report.reason());
        add(report.started().plus(report.duration()), Texts.headline(report) + ", " + report.servers() + (report
                .servers() == 1 ? " server" : " servers") + ", " + Texts.duration(report.duration()) + (report.reason()
                        .isBlank() ? "" : ": " + Texts.brief(report.reason())));
    }

    @Override
    public void purged(RevisionId revision) {
        add(Instant.now(), revision.module() + " " + revision.version() + " has left its slot");
    }

    @Override
    public void collected(RevisionId revision) {
        add(Instant.now(), revision.module() + " " + revision.version() + " is collected");
    }

    private void add(Instant at, String text) {
        lines.offer(Texts.time(at) + " " + text); // who looks too slowly misses something
    }

    private static String by(String requester) {
        return requester.isBlank() ? "" : ", asked for by " + requester;
    }

    /** The next line; none if nothing happens for a while. */
    Optional<String> next(long milliseconds) throws InterruptedException {
        return Optional.ofNullable(lines.poll(Math.max(0, milliseconds), TimeUnit.MILLISECONDS));
    }
}
