/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nothing that a conversion leaves behind keeps the old revision's class loader. */
class PinTest {

    private static final long DEADLINE_NANOS = 20_000_000_000L;
    private static final long PAUSE_MILLIS = 50;
    private static final String SOURCE = """
            record State(List<Item> items, Map<Item, Kind> kinds, Set<Object> any, Optional<Item> last) {}
            record Item(int n) { Item { if (n < 0) throw new Own(); } }
            record Outer(Item item) { }
            enum Kind { GOOD }
            class Own extends RuntimeException { }
            class Parser { }
            """;

    @Test
    void letsGoOfTheOldClassesWhileEverythingItMadeIsKept() throws InterruptedException {
        Revision next = Revision.of(SOURCE);
        List<Object> kept = new ArrayList<>(Collections.nCopies(5, null));

        ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();

        WeakReference<ClassLoader> old = new WeakReference<>(useUp(Revision.of(SOURCE), next, kept), collected);

        RecordCaches.clear();
        assertThat(isCollected(collected)).as("%s is collected", old).isTrue();
        assertThat(kept).hasSize(10).doesNotContainNull();
    }

    @Test
    void letsGoOfARecordOfWhichAllMethodsWereUsed() throws InterruptedException {
        ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();

        WeakReference<ClassLoader> old = new WeakReference<>(compared(Revision.of(SOURCE)), collected);

        RecordCaches.clear();
        assertThat(isCollected(collected)).as("%s is collected", old).isTrue();
    }

    private static ClassLoader compared(Revision old) {
        Object outer = old.make("Outer", old.make("Item", 1));
        assertThat(outer).isEqualTo(old.make("Outer", old.make("Item", 1))).hasToString("Outer[item=Item[n=1]]");
        assertThat(outer.hashCode()).isNotZero();
        return old;
    }

    private static ClassLoader useUp(Revision old, Revision next, List<Object> kept) {
        Object item = old.make("Item", 1);
        Object good = old.constant("Kind", "GOOD");
        Object state = old.make("State", new ArrayList<>(List.of(item)), new HashMap<>(Map.of(item, good)),
                Set.of(item, good), Optional.of(item));
        Conversion conversion = new Conversion(old, next);
        for (int i = 0; i < 3 * RecordShape.FEW; i++) { // until all is compiled that is compiled
            kept.set(0, conversion.shape(state, next.type("State")));
            kept.set(1, conversion.shape(conversion.view(item).with("n", i), next.type("Item")));
            kept.set(2, conversion.shape(item, next.type("Item")));
            kept.set(3, conversion.view(state));
            kept.set(4, conversion.view(item).with("other", List.of(item)));
        }
        kept.add(conversion.shape(state, next.type("State")));
        kept.add(conversion.view(old.make("State", List.of(), Map.of(), Set.of(old.make("Parser"), item, good), null)));
        kept.add(conversion.carry(item));
        kept.add(failure(() -> conversion.shape(old.make("Parser"), Object.class)));
        kept.add(failure(() -> new Conversion(old).shape(Conversion.emptyView().with("n", -1), old.type("Item"))));
        return old;
    }

    private static Object failure(Runnable code) {
        try {
            code.run();
            return null;
        } catch (ConversionException refusal) {
            return refusal;
        }
    }

    private static boolean isCollected(ReferenceQueue<?> queue) throws InterruptedException {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        do {
            System.gc();
            if (queue.remove(PAUSE_MILLIS) != null) {
                return true;
            }
        } while (System.nanoTime() < deadline);
        return false;
    }
}
