/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** Where a walk is. Costs no text unless something is wrong there. */
final class Place {

    /** So far a walk goes down at once: much less than what the stack of a thread holds. */
    static final int DEEPEST = 64;

    private static final int SHOWN = 16;
    private static final int LONGEST_KEY = 40;

    private final Place parent;
    private final Step step;
    private final Object what;
    private final int depth;
    private final Origin origin;

    private Place(Place parent, Step step, Object what, Origin origin) {
        this.parent = parent;
        this.step = step;
        this.what = what;
        this.depth = parent == null ? 0 : parent.depth + 1;
        this.origin = origin;
    }

    static Place root(String name, Origin origin) {
        return new Place(null, Step.ROOT, name, origin);
    }

    Place component(String name) {
        return below(Step.COMPONENT, name);
    }

    Place element(int index) {
        return below(Step.ELEMENT, index);
    }

    /** Any element. */
    Place element() {
        return below(Step.ELEMENT, "");
    }

    /** The same place, if an object of a subtype is there. */
    Place as(String subtype) {
        return below(Step.SUBTYPE, subtype);
    }

    Place key(int index) {
        return below(Step.KEY, index);
    }

    /** The value of a key, which is shown only if it is plain: the text of other keys is an author's code. */
    Place valueOf(Object key, int index) {
        return below(Step.ELEMENT, key != null && Plain.is(key.getClass()) ? key : index);
    }

    /** The comparator of a sorted container. */
    Place order() {
        return component("comparator()");
    }

    /** What an {@code Optional} holds. */
    Place content() {
        return below(Step.CONTENT, "");
    }

    Place from(Origin other) {
        return other == origin ? this : new Place(parent, step, what, other);
    }

    Origin origin() {
        return origin;
    }

    boolean isTooFarBelow(Place top) {
        return depth - top.depth > DEEPEST;
    }

    /**
     * What to throw.
     *
     * @param why what is wrong
     * @param change what a {@code CodeChange} should do about it: "converts it"
     */
    ConversionException refuse(String why, String change) {
        return new ConversionException(path(), why + origin.advice(change));
    }

    String path() {
        Deque<String> steps = new ArrayDeque<>();
        for (Place place = this; place != null; place = place.parent) {
            String text = place.text();
            if (!text.isEmpty()) {
                steps.addFirst(text);
            }
        }
        if (steps.size() <= 2 * SHOWN) {
            return String.join("", steps);
        }
        String[] all = steps.toArray(String[]::new);
        return String.join("", Arrays.copyOf(all, SHOWN)) + "...("
                + (all.length - 2 * SHOWN) + " more)..."
                + String.join("", Arrays.copyOfRange(all, all.length - SHOWN, all.length));
    }

    private Place below(Step next, Object name) {
        return new Place(this, next, name, origin);
    }

    private String text() {
        return switch (step) {
            case ROOT -> what.toString();
            case COMPONENT -> "." + what;
            case ELEMENT -> "[" + shortened(what.toString()) + "]";
            case KEY -> ".key(" + what + ")";
            case CONTENT -> "";
            case SUBTYPE -> "(" + what + ")";
        };
    }

    private static String shortened(String key) {
        return key.length() <= LONGEST_KEY ? key : key.substring(0, LONGEST_KEY) + "...";
    }

    private enum Step {
        ROOT, COMPONENT, ELEMENT, KEY, CONTENT, SUBTYPE
    }
}
