/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.ModuleInfo;
import dev.twofold.module.PastSwap;
import dev.twofold.module.Refusal;
import dev.twofold.module.RevisionInfo;
import dev.twofold.module.SwapReport;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The state of the platform on one screen.
 *
 * @param modules all modules
 * @param refusals what is refused
 * @param past what was done with modules, the latest first, also before the last start
 * @param held how many revisions that have gone still take memory
 * @param servers all servers
 * @param others what to warn of besides
 * @param most how many modules, and how many warnings, to show
 */
record Overview(List<ModuleInfo> modules, List<Refusal> refusals, List<PastSwap> past, int held,
        List<ServerInfo> servers,
        List<String> others, int most) {

    /** So many modules, and so many warnings, fit on a screen. */
    static final int MOST = 12;

    private static final List<Table.Column<ModuleInfo>> MODULE = List.of(
            new Table.Column<>("module", ModuleInfo::name),
            new Table.Column<>("current", module -> Texts.version(module.current().map(RevisionInfo::id))),
            new Table.Column<>("servers", module -> servers(module.current())),
            new Table.Column<>("old", module -> Texts.version(module.old().map(RevisionInfo::id))),
            new Table.Column<>("servers", module -> servers(module.old())),
            new Table.Column<>("last", module -> module.lastReport().map(report -> Names.word(report.outcome())).orElse(
                    "-")));

    /** The modules, those that fit on a screen. */
    static String table(List<ModuleInfo> modules) {
        return table(modules, MOST);
    }

    private static String table(List<ModuleInfo> modules, int most) {
        return Table.or(Modules.NONE, MODULE, modules.stream().limit(most).toList()).text();
    }

    String text() {
        List<String> lines = new ArrayList<>();
        lines.add(table(modules, most));
        addRest(lines, modules.size());
        lines.add("");
        lines.add(Texts.field("servers", servers.size() + ", " + count(ServerStatus.IDLE) + " idle, " + count(
                ServerStatus.RUNNING) + " running, " + count(
                        ServerStatus.SUSPENDED) + " suspended" + queue()));
        lines.add(Texts.field("last swap", last()));
        List<String> warnings = warnings();
        lines.add(Texts.field("warnings", warnings.isEmpty()
                ? "none"
                : warnings.size() + "; module:why NAME and module:info NAME tell more"));
        warnings.stream().limit(most).forEach(warning -> lines.add("    " + warning));
        addRest(lines, warnings.size());
        return String.join("\n", lines);
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        refusals.forEach(refusal -> warnings.add((Texts.isRefusal(refusal.reason()) ? "refused: " : "")
                + refusal.source() + ": " + Texts.brief(refusal.reason())));
        for (ModuleInfo module : modules) {
            slots(module).ifPresent(warnings::add);
            module.lingering().forEach(revision -> warnings.add(module.name()
                    + ": a thread does not come back from " + revision.version()
                    + ", which was purged; module:holders tells where it is"));
            module.lastReport().ifPresent(report -> report.warnings().forEach(warning -> warnings.add(module.name()
                    + ": " + Texts.brief(warning))));
        }
        servers.stream().filter(server -> server.status() == ServerStatus.SUSPENDED).forEach(server -> warnings.add(
                server.name() + " is suspended; server:resume " + server.name() + " lets it go on"));
        if (held > 0) {
            warnings.add(held + (held == 1 ? " revision that has" : " revisions that have")
                    + " gone still in memory; module:holders tells what holds them");
        }
        warnings.addAll(others);
        return warnings;
    }

    /** What is wrong with the revisions of a module. */
    private static Optional<String> slots(ModuleInfo module) {
        int behind = servers(module.old());
        if (module.current().isEmpty()) {
            return Optional.of(module.name() + " has no current revision" + (behind > 0
                    ? ", and " + behind + " on the old one"
                    : "") + "; " + Modules.wayBack(module));
        }
        return behind == 0
                ? Optional.empty()
                : Optional.of(module.name() + ": " + behind + " on the old revision; module:upgrade " + module.name()
                        + " moves them");
    }

    /** The history knows it also after a restart, which has reports of its own. */
    private String last() {
        Optional<SwapReport> report = modules.stream().flatMap(module -> module.lastReport().stream()).max(Comparator
                .comparing(SwapReport::started));
        return report.map(done -> Texts.headline(done) + " at " + Texts.time(done.started())).or(() -> past.stream()
                .findFirst().map(done -> Texts.headline(done) + " at " + Texts.time(done.started()))).orElse("none");
    }

    private String queue() {
        return servers.stream().filter(server -> server.queueLength() > 0).max(Comparator.comparing(
                ServerInfo::queueLength)).map(server -> ", longest queue " + server.queueLength() + " (" + server.name()
                        + ")").orElse("");
    }

    private long count(ServerStatus status) {
        return servers.stream().filter(server -> server.status() == status).count();
    }

    private static int servers(Optional<RevisionInfo> revision) {
        return revision.map(RevisionInfo::servers).orElse(0);
    }

    private void addRest(List<String> lines, int all) {
        if (all > most) {
            lines.add("    and " + (all - most) + " more; twofold:status --all shows all");
        }
    }
}
