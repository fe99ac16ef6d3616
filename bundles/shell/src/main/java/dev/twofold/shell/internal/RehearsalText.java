/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.Rehearsal;
import java.util.ArrayList;
import java.util.List;

/** A rehearsal as an operator reads it. */
final class RehearsalText {

    /** So many single servers and places are shown. */
    private static final int MOST = 20;

    private static final List<Table.Column<Rehearsal.Type>> TYPES = List.of(
            new Table.Column<>("server type", Rehearsal.Type::type),
            new Table.Column<>("go over", Rehearsal.Type::converts),
            new Table.Column<>("fail", Rehearsal.Type::fails),
            new Table.Column<>("not tried", Rehearsal.Type::untried),
            new Table.Column<>("stay", Rehearsal.Type::stays),
            new Table.Column<>("messages", Rehearsal.Type::messages),
            new Table.Column<>("making", type -> Texts.duration(type.making())),
            new Table.Column<>("longest hold", type -> Texts.duration(type.longestHold())));

    /** How the reason begins if nothing was found out. */
    private static final String NOT_REHEARSED = "not rehearsed: ";

    private RehearsalText() {}

    static String headline(Rehearsal rehearsal) {
        return rehearsal.module() + " " + Texts.version(rehearsal.from()) + " -> " + Texts.version(rehearsal.to())
                + ": "
                + (rehearsal.feasible()
                        ? "nothing stands in its way"
                        : rehearsal.reason().startsWith(NOT_REHEARSED) ? "not rehearsed" : "would be refused");
    }

    static String block(Rehearsal rehearsal) {
        List<String> lines = new ArrayList<>();
        lines.add(headline(rehearsal));
        if (!rehearsal.feasible()) {
            lines.add(Texts.field("reason", Texts.indented(rehearsal.reason().replaceFirst("^" + NOT_REHEARSED, ""))));
        }
        rehearsal.warnings().forEach(warning -> lines.add(Texts.field("warning", Texts.indented(warning))));
        rehearsal.purged().ifPresent(purged -> lines.add(Texts.field("purges", purged.version()
                + ", the oldest revision, to make room")));
        if (!rehearsal.starts().isEmpty()) {
            lines.add(Texts.field("starts", String.join(", ", rehearsal.starts())));
        }
        lines.add(Texts.field("took", Texts.duration(rehearsal.took())));
        addSome(lines, "states differ", rehearsal.differences().stream().map(Object::toString).toList());
        if (!rehearsal.types().isEmpty()) {
            new Table<>(TYPES, rehearsal.types(), "").text().lines().forEach(line -> lines.add("  " + line));
        }
        addSome(lines, "cannot go over", lines(rehearsal.failures()));
        addSome(lines, "would not come back as it was", lines(rehearsal.losses()));
        return String.join("\n", lines);
    }

    private static List<String> lines(List<Rehearsal.Failure> failures) {
        return failures.stream().map(failure -> failure.server() + " (" + failure.type() + "): "
                + Texts.inOneLine(failure.reason())).toList();
    }

    private static void addSome(List<String> lines, String title, List<String> all) {
        if (!all.isEmpty()) {
            lines.add("  " + title);
            all.stream().limit(MOST).forEach(each -> lines.add("    " + each));
        }
        if (all.size() > MOST) {
            lines.add("    and " + (all.size() - MOST) + " more");
        }
    }
}
