/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.server.Failure;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerReport;
import dev.twofold.server.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Servers as an operator reads them. No text ends with a line break. */
final class ServerTexts {

    /** So many lines of a stack are shown. */
    private static final int MOST_FRAMES = 20;

    private static final Pattern OF_PLATFORM = Pattern.compile("^(java\\.|jdk\\.|dev\\.twofold\\.engine\\.)");

    private ServerTexts() {}

    /** Where in its author's code something failed, to be put behind a message; empty if that is not known. */
    static String place(Failure failure) {
        return failure.stack().stream().filter(frame -> !OF_PLATFORM.matcher(frame).find()).findFirst().map(
                frame -> " at " + frame).orElse("");
    }

    /** All that is known of a server. */
    static String block(ServerReport report) {
        ServerInfo info = report.info();
        List<String> lines = new ArrayList<>();
        lines.add(info.name());
        lines.add(Texts.field("module", info.module() + " " + info.version()));
        lines.add(Texts.field("type", info.type()));
        lines.add(Texts.field("status", Names.word(info.status())));
        lines.add(Texts.field("queue", info.queueLength() + " waiting, " + info.handled() + " handled"));
        report.parent().ifPresent(parent -> lines.add(Texts.field("parent", parent)));
        lines.add(Texts.field("state", report.state().map(Texts::indented).orElse(
                "not known: a callback has not returned in time")));
        if (!report.links().isEmpty()) {
            lines.add(Texts.field("links", String.join(", ", report.links())));
        }
        lines.add(Texts.field("watchers", String.valueOf(report.watchers())));
        report.statistics().ifPresent(counted -> lines.add(Texts.field("counted", statistics(counted))));
        report.currentMessage().ifPresent(message -> lines.add(Texts.field("handles", Texts.inOneLine(message))));
        report.stack().stream().limit(MOST_FRAMES).forEach(frame -> lines.add("    at " + frame));
        report.log().forEach(event -> lines.add("    " + Texts.line(event)));
        report.lastError().ifPresent(error -> lines.add(Texts.field("error", Texts.indented(error))));
        return String.join("\n", lines);
    }

    private static String statistics(Statistics counted) {
        return "since " + Texts.time(counted.since()) + ": " + counted.messagesIn() + " in, " + counted.messagesOut()
                + " out, " + Texts.duration(counted.inHandlers()) + " in callbacks";
    }
}
