/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.module.Outcome;
import dev.twofold.module.PastSwap;
import dev.twofold.module.RevisionId;
import dev.twofold.module.SwapReport;
import dev.twofold.module.SwapStart;
import dev.twofold.module.SwapStep;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.osgi.framework.Version;

/**
 * One line of the journal. As text it is a checksum and fields, separated by tabs.
 *
 * @param kind what it tells
 * @param swap the operation as far as it is known
 */
record JournalLine(Kind kind, PastSwap swap) {

    private static final int FIELDS = 13;
    private static final int LONGEST_REASON = 2_000;

    /** What a line tells. */
    enum Kind {
        /** The operation has begun. */
        BEGIN,
        /** It has come to the next step. */
        STEP,
        /** It has ended. */
        END
    }

    static JournalLine begin(SwapStart start) {
        return new JournalLine(Kind.BEGIN, new PastSwap(start.module(), Outcome.INTERRUPTED, start.from(), start.to(),
                Optional.empty(), 0, start.started(), Duration.ZERO, start.requestedBy(), ""));
    }

    static JournalLine step(PastSwap swap, SwapStep step) {
        return new JournalLine(Kind.STEP, new PastSwap(swap.module(), swap.outcome(), swap.from(), swap.to(),
                Optional.of(step), swap.servers(), swap.started(), swap.took(), swap.requestedBy(), swap.reason()));
    }

    static JournalLine end(SwapReport report) {
        int count = report.steps().size();
        Optional<SwapStep> last = count == 0 ? Optional.empty() : Optional.of(report.steps().get(count - 1).step());
        boolean isPurge = report.outcome() == Outcome.PURGED; // what was current still is: the other one went
        return new JournalLine(Kind.END, new PastSwap(report.module(), report.outcome(), isPurge
                ? report.purged()
                : report.from(), isPurge ? Optional.empty() : report.to(), last, report.servers(), report.started(),
                report.duration(), report.requestedBy(),
                cut(report.reason())));
    }

    static JournalLine interrupted(PastSwap swap, String result) {
        return new JournalLine(Kind.END, new PastSwap(swap.module(), Outcome.INTERRUPTED, swap.from(), swap.to(),
                swap.lastStep(), swap.servers(), swap.started(), swap.took(), swap.requestedBy(), result));
    }

    private static String cut(String reason) {
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + " ...";
    }

    // ---- text

    String text() {
        List<String> fields = new ArrayList<>(List.of(kind.name(), swap.module(), swap.outcome().name()));
        addRevision(fields, swap.from());
        addRevision(fields, swap.to());
        fields.addAll(List.of(swap.lastStep().map(Enum::name).orElse(""), Integer.toString(swap.servers()),
                swap.started().toString(), swap.took().toString(), swap.requestedBy(), swap.reason()));
        String payload = String.join("\t", fields.stream().map(JournalLine::escape).toList());
        return checksum(payload) + "\t" + payload;
    }

    /** Nothing if the text is not what was written. */
    static Optional<JournalLine> parse(String text) {
        int end = text.indexOf('\t');
        if (end < 0 || !checksum(text.substring(end + 1)).equals(text.substring(0, end))) {
            return Optional.empty();
        }
        String[] fields = text.substring(end + 1).split("\t", -1);
        if (fields.length != FIELDS) {
            return Optional.empty();
        }
        for (int i = 0; i < fields.length; i++) {
            fields[i] = unescape(fields[i]);
        }
        try {
            return Optional.of(of(fields));
        } catch (IllegalArgumentException | DateTimeException ofAnotherVersion) {
            return Optional.empty();
        }
    }

    private static JournalLine of(String[] fields) {
        String module = fields[1];
        Outcome outcome = Outcome.valueOf(fields[2]);
        Optional<RevisionId> to = revision(module, fields[5], fields[6]);
        boolean stayed = outcome == Outcome.PURGED && to.isPresent(); // older builds did not tell which one went
        return new JournalLine(Kind.valueOf(fields[0]), new PastSwap(module, outcome, stayed
                ? Optional.empty()
                : revision(module, fields[3], fields[4]), stayed ? Optional.empty() : to,
                fields[7].isEmpty() ? Optional.empty() : Optional.of(SwapStep.valueOf(fields[7])),
                Integer.parseInt(fields[8]), Instant.parse(fields[9]), Duration.parse(fields[10]), fields[11],
                fields[12]));
    }

    private static void addRevision(List<String> fields, Optional<RevisionId> revision) {
        fields.add(revision.map(id -> id.version().toString()).orElse(""));
        fields.add(revision.map(RevisionId::sha256).orElse(""));
    }

    private static Optional<RevisionId> revision(String module, String version, String hash) {
        return hash.isEmpty()
                ? Optional.empty()
                : Optional.of(new RevisionId(module, Version.parseVersion(version), hash));
    }

    private static String checksum(String payload) {
        CRC32 sum = new CRC32();
        sum.update(payload.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }

    private static String escape(String field) {
        return field.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r");
    }

    private static String unescape(String field) {
        StringBuilder text = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            char next = field.charAt(i);
            if (next == '\\' && i + 1 < field.length()) {
                next = switch (field.charAt(++i)) {
                    case 't' -> '\t';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    default -> field.charAt(i);
                };
            }
            text.append(next);
        }
        return text.toString();
    }
}
