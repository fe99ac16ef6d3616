/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A walk through values that are nested to any depth, on a thread's stack of any size, which makes each value once. It
 * recurses for some levels; what lies deeper is put off, done by itself, and found done when the walk comes by again.
 * Belongs to one walk, and so to one thread.
 */
final class Descent {

    /** Stands for what is put off, and for all that holds it. */
    static final Object PENDING = new Object();

    private final Step step;
    private final Map<Object, Visit> visits = new IdentityHashMap<>();
    private final List<Todo> putOff = new ArrayList<>();
    private Visit first;
    private Place top;
    private int pass;
    private int pending;

    Descent(Step step) {
        this.step = step;
    }

    /** The result for the value that was walked first, which is not made as yet. */
    Object finish() {
        Deque<Todo> stack = new ArrayDeque<>();
        stack.push(new Todo(first, top));
        do {
            Todo next = stack.peek();
            if (next.visit().status == Status.DONE) {
                stack.pop();
                continue;
            }
            pass++;
            top = next.place();
            putOff.clear();
            next.visit().status = Status.NEW;
            walk(next.visit(), next.place());
            if (next.visit().status != Status.DONE) {
                next.visit().status = Status.OPEN; // who meets it now is inside of it
                putOff.forEach(stack::push);
            }
        } while (!stack.isEmpty());
        return first.result;
    }

    /** One level down. */
    Object descend(Object value, Type target, Place place) {
        Visit visit = visit(value, target, place.origin());
        if (first == null) {
            first = visit;
            top = place;
        }
        return switch (visit.status) {
            case DONE -> visit.result;
            case OPEN -> throw place.refuse("it holds itself", "breaks the circle");
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

    private Object walk(Visit visit, Place place) {
        if (visit.putOffIn == pass) {
            return pending();
        }
        if (place.isTooFarBelow(top)) {
            visit.putOffIn = pass;
            putOff.add(new Todo(visit, place));
            return pending();
        }
        visit.status = Status.OPEN;
        int mark = pending;
        Object result = step.into(visit.value, visit.target, place);
        if (isPendingSince(mark)) {
            visit.status = Status.NEW;
            visit.putOffIn = pass;
            return PENDING;
        }
        visit.status = Status.DONE;
        visit.result = result;
        return result;
    }

    private Object pending() {
        pending++;
        return PENDING;
    }

    private Visit visit(Object value, Type target, Origin origin) {
        Visit known = visits.get(value);
        for (Visit visit = known; visit != null; visit = visit.other) {
            if (visit.origin == origin && Objects.equals(visit.target, target)) {
                return visit;
            }
        }
        Visit visit = new Visit(value, target, origin, known);
        visits.put(value, visit);
        return visit;
    }

    /** What makes a value of what it holds; it calls {@link #descend} for that. */
    interface Step {
        Object into(Object value, Type target, Place place);
    }

    private enum Status {
        NEW, OPEN, DONE
    }

    private record Todo(Visit visit, Place place) {
    }

    /** A value, and what has become of it where one type is wanted. */
    private static final class Visit {

        private final Object value;
        private final Type target;
        private final Origin origin;
        private final Visit other;
        private Status status = Status.NEW;
        private int putOffIn = -1;
        private Object result;

        Visit(Object value, Type target, Origin origin, Visit other) {
            this.value = value;
            this.target = target;
            this.origin = origin;
            this.other = other;
        }
    }
}
