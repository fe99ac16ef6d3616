/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.engine.migration.Conversion;
import java.lang.reflect.Method;

/** What it takes to make one state of another, by shape. */
final class ConversionCost implements Benchmark {

    static final String NAME = "conversion";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(Harness harness) throws Exception {
        MeterRevision from = new MeterRevision("Old");
        MeterRevision to = new MeterRevision("Old");
        Class<?> meter = from.type("OldMeter");
        Object flat = meter.getConstructor(long.class).newInstance(1L);
        measure(harness, "flat_record", flat, from, to);
        for (int size : new int[] { 1, 10, 100 }) {
            Method of = from.type("Reading").getMethod("of", int.class);
            measure(harness, "nested_record." + size, of.invoke(null, size), from, to);
        }
        Conversion conversion = new Conversion(from.loader(), to.loader());
        harness.measure(NAME + ".code_change", "ns/state", window -> Harness.nanosPerOperation(window,
                () -> conversion.shape(conversion.view(flat).with("revision", 2), typeOf(to, "NewMeter"))));
    }

    private static void measure(Harness harness, String shape, Object state, MeterRevision from, MeterRevision to)
            throws Exception {
        Conversion conversion = new Conversion(from.loader(), to.loader());
        Class<?> target = typeOf(to, state.getClass().getSimpleName());
        if (conversion.shape(state, target).getClass() != target) {
            throw new IllegalStateException("not converted: " + state);
        }
        harness.measure(NAME + "." + shape, "ns/state",
                window -> Harness.nanosPerOperation(window, () -> conversion.shape(state, target)));
    }

    private static Class<?> typeOf(MeterRevision revision, String name) {
        try {
            return revision.type(name);
        } catch (ClassNotFoundException absent) {
            throw new IllegalStateException(absent);
        }
    }
}
