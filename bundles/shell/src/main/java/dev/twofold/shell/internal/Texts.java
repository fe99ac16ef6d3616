/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.ModuleInfo;
import dev.twofold.module.ModulePolicy;
import dev.twofold.module.Outcome;
import dev.twofold.module.PastSwap;
import dev.twofold.module.RevisionId;
import dev.twofold.module.RevisionInfo;
import dev.twofold.module.ServerChange;
import dev.twofold.module.ServerChange.Result;
import dev.twofold.module.SwapReport;
import dev.twofold.server.SysEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Modules, revisions and reports as an operator reads them. No text ends with a line break. */
final class Texts {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
            .withZone(ZoneId.systemDefault());

    /** So many single servers are shown of a report. */
    private static final int MOST_CHANGES = 20;

    /** So wide is a text of several lines, and so much of one is in a table. */
    private static final int WIDTH = 100;
    private static final int BRIEF = 160;
    private static final String CUT = " ...";

    /** How the reason begins of what lies in the folder and waits there. */
    static final String NOT_LOADED = "not loaded: ";

    /** How the reasons begin of what has become of a module's servers, which nobody has asked for. */
    private static final List<String> OF_SERVERS = List.of("its supervisor has given up", "child '");
    private static final Pattern END_OF_CLAUSE = Pattern.compile("; |\\. ");

    private Texts() {}

    static String time(Instant time) {
        return TIME.format(time);
    }

    static String duration(Duration duration) {
        return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
    }

    static String slot(RevisionInfo revision) {
        return revision.slot().name().toLowerCase(Locale.ROOT);
    }

    /** Something that happened in a server. */
    static String line(SysEvent event) {
        return time(event.at()) + " " + String.format("%-9s ", Names.word(event.kind())) + inOneLine(event.text());
    }

    /** A text of several lines in one, for a table. */
    static String inOneLine(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("; "));
    }

    /** What a table has room for: all of a text, or its first sentences, or its beginning; dots if there is more of it. */
    static String brief(String text) {
        String line = inOneLine(text);
        if (line.length() <= BRIEF) {
            return line;
        }
        int end = END_OF_CLAUSE.matcher(line).results().mapToInt(MatchResult::start).filter(start -> start >= BRIEF / 2
                && start <= BRIEF)
                .max()
                .orElseGet(() -> line.lastIndexOf(' ', BRIEF));
        return line.substring(0, end > 0 ? end : BRIEF).replaceFirst("[,:;.]+$", "") + CUT;
    }

    /** Whether a table shows less than all of a text. */
    static boolean isCut(String text) {
        return brief(text).endsWith(CUT);
    }

    /** A module with its two revisions and what was last done with it. */
    static String block(ModuleInfo module) {
        List<String> lines = new ArrayList<>();
        lines.add(module.name());
        lines.add(field("current", revision(module.current())));
        lines.add(field("old", revision(module.old())));
        if (!module.lingering().isEmpty()) {
            lines.add(field("lingering", versions(module.lingering())
                    + ", purged, and a thread does not come back from its code; see module:holders"));
        }
        lines.add(field("last", module.lastReport().map(Texts::headline).orElse("nothing was done yet")));
        module.lastReport().ifPresent(report -> lines.addAll(details(report)));
        lines.add(field("policy", policy(module.policy())));
        return String.join("\n", lines);
    }

    private static String versions(List<RevisionId> revisions) {
        return revisions.stream().map(Texts::version).collect(Collectors.joining(", "));
    }

    /** A module in a line. */
    static String line(ModuleInfo module) {
        return module.name() + ": current " + version(module.current().map(RevisionInfo::id)) + ", old "
                + version(module.old().map(RevisionInfo::id));
    }

    /** What an operation did, step by step. */
    static String block(SwapReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(headline(report));
        if (report.refused()) {
            report.from().ifPresent(from -> lines.add(field("runs now", version(from) + ", as before")));
        }
        lines.addAll(details(report));
        return String.join("\n", lines);
    }

    /** What an operation did, in a line. */
    static String headline(SwapReport report) {
        if (report.outcome() == Outcome.PURGED) {
            return report.module() + " " + report.outcome() + " " + version(report.purged()) + ", current "
                    + version(report.to());
        }
        return headline(report.module(), report.outcome(), report.from(), report.to());
    }

    /** The same of what a journal has kept. */
    static String headline(PastSwap past) {
        return headline(past.module(), past.outcome(), past.from(), past.to());
    }

    private static String headline(String module, Outcome outcome, Optional<RevisionId> before,
            Optional<RevisionId> after) {
        Optional<String> from = before.map(Texts::version);
        Optional<String> to = after.map(Texts::version);
        String way = from.isPresent() && to.isPresent() && !from.equals(to)
                ? " " + from.get() + " -> " + to.get()
                : to.or(() -> from).map(version -> " " + version).orElse("");
        return module + " " + outcome + way;
    }

    private static List<String> details(SwapReport report) {
        List<String> lines = new ArrayList<>();
        if (!report.reason().isBlank()) {
            lines.add(field("reason", indented(report.reason())));
        }
        report.purged().filter(purged -> report.outcome() != Outcome.PURGED).ifPresent(purged -> lines.add(field(
                "purged", version(purged))));
        lines.add(field("at", time(report.started()) + (report.requestedBy().isBlank()
                ? ""
                : ", asked for by " + report.requestedBy())));
        report.warnings().forEach(warning -> lines.add(field("warning", indented(warning))));
        if (report.servers() > 0) {
            lines.add(field("servers", servers(report)));
        }
        lines.addAll(changes(report.changes()));
        lines.add(field("took", duration(report.duration())));
        report.steps().forEach(step -> lines.add(String.format("    %-14s%12s", step.step(), duration(step.took()))));
        return lines;
    }

    private static String servers(SwapReport report) {
        return report.servers() + switch (report.outcome()) {
            case LOADED, UNCHANGED -> " started";
            case PURGED, UNLOADED -> " ended";
            default -> " changed, calls held back for " + duration(report.gated()) + killed(report.changes());
        };
    }

    /** They ran the revision whose slot was needed. */
    private static String killed(List<ServerChange> changes) {
        long killed = changes.stream().filter(change -> change.result() == Result.KILLED).count();
        return killed == 0 ? "" : "; " + killed + " killed with the revision that was purged";
    }

    /** What became of single servers: first those that did not go over, and not thousands of lines. */
    private static List<String> changes(List<ServerChange> changes) {
        List<String> lines = new ArrayList<>();
        changes.stream().sorted(Comparator.comparing(change -> change.result() == Result.CHANGED))
                .limit(MOST_CHANGES).map(Texts::change).forEach(lines::add);
        if (changes.size() > MOST_CHANGES) {
            lines.add("    and " + (changes.size() - MOST_CHANGES) + " more");
        }
        return lines;
    }

    private static String change(ServerChange change) {
        String detail = change.detail().isBlank() ? "" : ": " + inOneLine(change.detail());
        return "    " + change.server() + " (" + change.type() + ") " + Names.word(change.result()) + detail;
    }

    private static String policy(ModulePolicy policy) {
        return "upgrade " + Names.word(policy.upgrade()) + ", purge " + Names.word(policy.purge()) + ", strategy "
                + Names.word(policy.strategy()) + (policy.precopy() ? ", precopy" : "") + "\n" + indentation()
                + "limits: complete " + duration(policy.completeLimit()) + ", gate " + duration(policy.gateLimit())
                + ", change " + duration(policy.changeLimit()) + ", stop " + duration(policy.stopLimit());
    }

    /** Whether somebody has asked for what did not come about. */
    static boolean isRefusal(String reason) {
        return !reason.startsWith(NOT_LOADED) && OF_SERVERS.stream().noneMatch(reason::startsWith);
    }

    /** Something that was refused, that is not loaded or that has become of servers, and why. */
    static String refused(String what, String reason) {
        boolean idle = reason.startsWith(NOT_LOADED);
        String label = isRefusal(reason) ? "refused" : idle ? "in folder" : "servers";
        return field(label, what + ":\n" + indentation() + indented(idle
                ? reason.substring(NOT_LOADED.length())
                : reason));
    }

    /** The space before a value. */
    static String indentation() {
        return " ".repeat(12);
    }

    /** A text at the place of a value, in lines that a terminal has room for. */
    static String indented(String text) {
        return text.strip().lines().map(line -> wrapped(line, WIDTH - indentation().length(), "")).collect(Collectors
                .joining("\n")).replace("\n", "\n" + indentation());
    }

    /** A line in as many as a terminal needs; what follows stands a little further right. */
    static String wrapped(String line) {
        return wrapped(line, WIDTH, "   ");
    }

    /** A line in as many as it needs, each with the blanks that it begins with and some more. */
    private static String wrapped(String line, int width, String more) {
        String blanks = line.substring(0, line.length() - line.stripLeading().length());
        StringBuilder lines = new StringBuilder();
        String rest = line;
        while (rest.length() > width) {
            int blank = rest.lastIndexOf(' ', width);
            if (blank < rest.length() - rest.stripLeading().length()) {
                blank = rest.indexOf(' ', width);
            }
            if (blank < 0) {
                break;
            }
            lines.append(rest, 0, blank).append('\n');
            rest = blanks + more + rest.substring(blank + 1);
        }
        return lines.append(rest).toString();
    }

    /** A name and its value, which begins at the same place for all. */
    static String field(String name, String value) {
        return String.format("  %-10s%s", name, value);
    }

    private static String revision(Optional<RevisionInfo> revision) {
        return revision.map(Texts::revision).orElse("none");
    }

    private static String revision(RevisionInfo revision) {
        return version(revision.id()) + " (" + revision.id().shortHash() + "), bundle " + revision.bundleId() + " "
                + revision.bundleState() + ", " + revision.servers() + (revision.servers() == 1
                        ? " server"
                        : " servers");
    }

    /** A version, or {@code none}. */
    static String version(Optional<RevisionId> id) {
        return id.map(Texts::version).orElse("none");
    }

    private static String version(RevisionId id) {
        return id.version().toString();
    }
}
