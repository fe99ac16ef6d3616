/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.manager.internal.Store.StoredSlots;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes slots what they are to be: first in the store, which a restart goes by, then for everybody to see. Used by the
 * coordinator's thread only.
 */
final class Ledger {

    private final Store store;
    private final Modules modules;

    Ledger(Store store, Modules modules) {
        this.store = store;
        this.modules = modules;
    }

    /**
     * Commits the slots of one or several modules, all or none.
     *
     * @param undo is kept: the operation is done
     */
    void commit(List<Slots> after, Undo undo) throws RefusedException {
        store.commit(stored(after));
        undo.keep();
        after.forEach(modules::put);
    }

    /** Does before the commit what changes nothing yet, so that the commit is quick. */
    void prepare(List<Slots> after, Undo undo) throws RefusedException {
        undo.add(store::dropPrepared);
        store.prepare(stored(after));
    }

    private static Map<String, StoredSlots> stored(List<Slots> after) {
        Map<String, StoredSlots> stored = new TreeMap<>(); // the same text in whatever order they come
        after.forEach(slots -> stored.put(slots.name(), new StoredSlots(slots.current().map(Revision::jar), slots.old()
                .map(Revision::jar))));
        return stored;
    }
}
