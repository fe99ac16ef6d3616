/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A walk through values that are nested to any depth, on a thread's stack of any size, which makes each value once. It
 * recurses for some levels; what lies deeper is put off, done by itself, and found done when the walk comes by again.
 *
 * <p>A walk that finds a value inside of itself gives up with {@link CircleException}. It has to be done again with the
 * circles known: then containers in them that can be filled later are made empty, and filled when the walk is out of the
 * circle. Who needs a circle from outside gets it whole, and is put off until then. Belongs to one walk, and so to one thread.
 */
final class Descent {

    /** Stands for what is put off, and for all that holds it. */
    static final Object PENDING = new Object();

    private final Step step;
    private final Map<Object, Circle> circles;
    private final List<Todo> putOff = new ArrayList<>();
    private Map<Object, Visit> visits;
    private Visit first;
    private Place top;
    private Circle inside;
    private int pass;
    private int pending;

    /**
     * A walk.
     *
     * @param circles which values are in which circle; {@code null} if there are none as far as is known
     */
    Descent(Step step, Map<Object, Circle> circles) {
        this.step = step;
        this.circles = circles;
    }

    /** The result for the value that was walked first, which is not made as yet. */
    Object finish() {
        Deque<Todo> stack = new ArrayDeque<>();
        stack.push(new Todo(first, null, top, true));
        do {
            Todo next = stack.peek();
            if (next.isDone()) {
                stack.pop();
                continue;
            }
            pass++;
            putOff.clear();
            if (next.circle() != null) {
                complete(next.circle());
            } else if (next.visit().status == Status.DONE) {
                putOff.add(Todo.of(next.visit().circle, next.place()));
            } else {
                top = next.place();
                next.visit().status = Status.NEW;
                inside = next.visit().circle;
                walk(next.visit(), next.place());
                if (next.visit().status != Status.DONE) {
                    next.visit().status = Status.OPEN; // who meets it now is inside of it
                }
            }
            putOff.forEach(stack::push);
        } while (!stack.isEmpty());
        return first.result;
    }

    /**
     * One level down.
     *
     * @param key two values that are the same object, are of the same origin and have equal keys are made into one
     */
    Object descend(Object value, Object key, Wanted wanted, Place place) {
        Visit visit = visit(value, key, wanted, place);
        if (first == null) {
            first = visit;
            top = place;
        }
        return switch (visit.status) {
            case DONE -> whole(visit, place);
            case OPEN -> throw refusal(place);
            case NEW -> walk(visit, place);
        };
    }

    /** To be compared with {@link #isPendingSince}. */
    int mark() {
        return pending;
    }

    boolean isPendingSince(int mark) {
        return pending != mark;
    }

    /** The circle that what is being made belongs to; {@code null} if to none. */
    Circle circle() {
        return inside;
    }

    private RuntimeException refusal(Place place) {
        return circles == null
                ? new CircleException()
                : place.refuse("it holds itself, by nothing but values that cannot"
                        + " be changed once they are made", "breaks the circle");
    }

    private Object walk(Visit visit, Place place) {
        if (visit.putOffIn == pass) {
            return pending();
        }
        if (place.isTooFarBelow(top)) {
            visit.putOffIn = pass;
            putOff.add(new Todo(visit, null, place, visit.circle != inside));
            return pending();
        }
        Circle outside = inside;
        inside = visit.circle;
        try {
            make(visit, place);
        } finally {
            inside = outside;
        }
        return visit.status == Status.DONE ? whole(visit, place) : PENDING;
    }

    private void make(Visit visit, Place place) {
        visit.status = Status.OPEN;
        if (visit.circle != null) {
            Filling filling = step.begin(visit.value, visit.wanted, place);
            if (filling != null) {
                visit.result = filling.result();
                visit.status = Status.DONE;
                visit.circle.add(filling, place);
                return;
            }
        }
        int mark = pending;
        Object result = step.into(visit.value, visit.wanted, place);
        if (isPendingSince(mark)) {
            visit.status = Status.NEW;
            visit.putOffIn = pass;
        } else {
            visit.status = Status.DONE;
            visit.result = result;
        }
    }

    /** Who is outside of a circle has to wait for all of it. */
    private Object whole(Visit visit, Place place) {
        Circle circle = visit.circle;
        if (circle == null || circle == inside || circle.isWhole()) {
            return visit.result;
        }
        if (circle.putOff(pass)) {
            putOff.add(Todo.of(circle, place));
        }
        return pending();
    }

    /** Fills what is in a circle, as far as that can be done now. */
    private void complete(Circle circle) {
        inside = circle;
        circle.fill(place -> {
            pass++;
            putOff.clear();
            top = place;
        });
    }

    private Object pending() {
        pending++;
        return PENDING;
    }

    private Visit visit(Object value, Object key, Wanted wanted, Place place) {
        if (visits == null) {
            visits = new IdentityHashMap<>();
        }
        Visit known = visits.get(value);
        for (Visit visit = known; visit != null; visit = visit.other) {
            if (visit.origin == place.origin() && (visit.key == key || visit.key.equals(key))) {
                return visit;
            }
        }
        for (Visit visit = known; visit != null; visit = visit.other) {
            if (visit.origin == place.origin() && isAlso(visit, wanted, place)) {
                return visit;
            }
        }
        Visit visit = new Visit(value, key, wanted, place.origin(), known, circles == null ? null : circles.get(value));
        visits.put(value, visit);
        return visit;
    }

    /** Whether what has been made where something else is wanted will do here, so that it is one object again. */
    private boolean isAlso(Visit visit, Wanted wanted, Place place) {
        if (visit.circle != null && !visit.circle.isWhole()) {
            visit.circle.check(() -> {
                if (!step.fits(visit.result, wanted, place)) {
                    throw place.refuse("it holds itself, and is wanted as " + visit.wanted.name() + " elsewhere, as "
                            + wanted.name() + " here", "breaks the circle");
                }
            });
            return true;
        }
        if (visit.status == Status.NEW) {
            walk(visit, place);
        }
        return visit.status != Status.DONE || step.fits(visit.result, wanted, place);
    }

    /** What makes a value of what it holds; it calls {@link #descend} for that. */
    interface Step {

        Object into(Object value, Wanted wanted, Place place);

        /** For a value in a circle: what it will be, to be filled later; {@code null} if that cannot be. */
        Filling begin(Object value, Wanted wanted, Place place);

        /** Whether what has been made for one place will do at another. */
        boolean fits(Object made, Wanted wanted, Place place);
    }

    private enum Status {
        NEW, OPEN, DONE
    }

    /**
     * A visit or a circle.
     *
     * @param outside whether who has put it off is outside of its circle
     */
    private record Todo(Visit visit, Circle circle, Place place, boolean outside) {

        static Todo of(Circle circle, Place place) {
            return new Todo(null, circle, place, true);
        }

        boolean isDone() {
            return circle != null
                    ? circle.isWhole()
                    : visit.status == Status.DONE && (!outside || visit.circle == null || visit.circle.isWhole());
        }
    }

    /** A value, and what has become of it where one type is wanted. */
    private static final class Visit {

        private final Object value;
        private final Object key;
        private final Wanted wanted;
        private final Origin origin;
        private final Visit other;
        private final Circle circle;
        private Status status = Status.NEW;
        private int putOffIn = -1;
        private Object result;

        Visit(Object value, Object key, Wanted wanted, Origin origin, Visit other, Circle circle) {
            this.value = value;
            this.key = key;
            this.wanted = wanted;
            this.origin = origin;
            this.other = other;
            this.circle = circle;
        }
    }
}
