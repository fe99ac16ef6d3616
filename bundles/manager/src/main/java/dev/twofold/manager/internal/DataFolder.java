/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.module.PastSwap;
import dev.twofold.module.RevisionId;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens what lies in the data folder, in the right order. Used by the coordinator's thread only, but for {@link #close}. */
final class DataFolder {

    private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);

    private final Store store;
    private final Journal journal;
    private final Disk disk;

    DataFolder(Store store, Journal journal, Disk disk) {
        this.store = store;
        this.journal = journal;
        this.disk = disk;
    }

    /**
     * Takes the folder and closes the journal of the last run.
     *
     * @throws RefusedException if the folder cannot be used
     */
    void open() throws RefusedException {
        store.open();
        journal.open(this::whatIsThere).forEach(swap -> LOG.warn("module {} from {} to {}: INTERRUPTED: {}",
                swap.module(), version(swap.from()), version(swap.to()), swap.reason()));
    }

    /** What the store says of a module counts, not how far the operation came. */
    private String whatIsThere(PastSwap swap) {
        String when = swap.lastStep().map(step -> "in step '" + step + "'").orElse("before its first step");
        try {
            if (!store.modules().contains(swap.module())) {
                return "the platform went down " + when + "; the module is not there";
            }
            return "the platform went down " + when + "; "
                    + store.slots(swap.module()).current().map(StoredJar::id).map(id -> version(id) + " is current")
                            .orElse("no revision is current");
        } catch (RefusedException damaged) {
            return "the platform went down " + when + "; " + damaged.getMessage();
        }
    }

    private static String version(RevisionId id) {
        return id.version().toString();
    }

    private static String version(Optional<RevisionId> id) {
        return id.map(DataFolder::version).orElse("-");
    }

    void close() {
        disk.close();
        journal.close();
        store.close();
    }
}
