/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import dev.twofold.module.ModuleInfo;
import dev.twofold.module.ModuleManager;
import dev.twofold.module.Refusal;
import dev.twofold.module.RevisionId;
import dev.twofold.module.RevisionInfo;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the status files say: one for each jar that is refused, and for each that a module's current revision was made of. */
final class StatusTexts {

    private static final String SECTION = "\n\n";

    private final ModuleManager manager;
    private final Memory memory;
    private final Inspector inspector;
    private final Directory directory;
    private final Slots slots;

    StatusTexts(ModuleManager manager, Memory memory, Inspector inspector, Directory directory) {
        this.manager = manager;
        this.memory = memory;
        this.inspector = inspector;
        this.directory = directory;
        this.slots = new Slots(manager);
    }

    /** The texts by the names of their files. A jar that has changed since it was handed over has none. */
    Map<String, String> all(Map<String, Stamp> listing) {
        Map<String, String> texts = new TreeMap<>();
        listing.forEach((name, stamp) -> memory.get(name).filter(file -> file.stamp().equals(stamp))
                .ifPresent(file -> add(name, file, texts)));
        return texts;
    }

    private void add(String name, Handover file, Map<String, String> texts) {
        Optional<RevisionId> current = slots.currentMadeOf(file);
        if (current.isPresent()) {
            texts.put(name + Notices.LOADED, loaded(name, file, current.get()));
        } else if (file.isRefused()) {
            texts.put(name + Notices.REFUSED, refused(name, file, file.note(), file.time()));
        } else if (file.standing() == Standing.UNANSWERED) {
            manager.refusals().stream().filter(refusal -> refusal.source().equals(name)).findFirst()
                    .ifPresent(late -> texts.put(name + Notices.REFUSED, refused(name, file, late)));
        }
    }

    private String loaded(String name, Handover file, RevisionId id) {
        return head(name, "is loaded", file.time()) + SECTION
                + id + " is current, sha256 " + id.sha256() + "\n"
                + (file.note().isEmpty() || file.isRefused() ? "" : "\nTo be known:\n" + indented(file.note()) + "\n");
    }

    private String refused(String name, Handover file, Refusal late) {
        return refused(name, file, late.reason(), late.time());
    }

    private String refused(String name, Handover file, String reason, Instant time) {
        return head(name, "was refused", time) + SECTION
                + "Why:\n" + indented(reason) + SECTION
                + "Running now:\n" + indented(running(name, file)) + SECTION
                + "What to do:\n" + indented(advice(file.standing())) + "\n";
    }

    private static String head(String name, String what, Instant time) {
        return Notices.OURS + name + " " + what + " (" + time.truncatedTo(ChronoUnit.SECONDS).atZone(
                ZoneId.systemDefault()).toOffsetDateTime() + ")";
    }

    private String running(String name, Handover file) {
        String module = inspector.inspect(directory.file(name), file.stamp()).symbolicName();
        return manager.modules().stream().filter(info -> info.name().equals(module)).findFirst()
                .map(StatusTexts::slots)
                .orElse(module.isEmpty()
                        ? "All modules run on as before."
                        : "No revision of " + module + " is loaded.");
    }

    private static String slots(ModuleInfo module) {
        String current = module.current().map(RevisionInfo::id)
                .map(id -> id + " is current and goes on as before.")
                .orElse(module.name() + " has no current revision.");
        return current + module.old().map(old -> "\n" + old.id().version() + " is in the old slot, to go back to.")
                .orElse("");
    }

    private static String advice(Standing standing) {
        String mend = "Mend what is said above and drop the jar again, or delete it. This file goes with the next result.";
        return switch (standing) {
            case UNREADABLE -> "If it is still being copied: nothing, it is taken as soon as it is complete.\n"
                    + "Otherwise copy it again, or delete it. This file goes with the next result.";
            case WAITING -> mend + "\nIt is tried again by itself when other bundles or modules have changed.";
            default -> mend + "\nIt is not tried again by itself.";
        };
    }

    private static String indented(String text) {
        return "  " + text.strip().replace("\n", "\n  ");
    }
}
