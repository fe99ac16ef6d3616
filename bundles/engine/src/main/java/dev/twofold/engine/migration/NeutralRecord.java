/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import dev.twofold.code.StateView;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The view of a record: the name of its class, and its components in neutral form. */
final class NeutralRecord implements StateView {

    static final NeutralRecord EMPTY = new NeutralRecord(Layout.of("", List.of()), new Object[0]);

    /** The one component of the view of a state that is no record. */
    private static final String BARE = "value";

    private static final Layout ONE = Layout.of("", List.of(BARE));

    private final Layout layout;
    private final Object[] values;

    /**
     * A view.
     *
     * @param layout name of the class and names of the components
     * @param values in the order of the names; not changed any more
     */
    NeutralRecord(Layout layout, Object[] values) {
        this.layout = layout;
        this.values = values;
    }

    /** A view of what is no record, and so has no class that could be told by its name. */
    static NeutralRecord bare(Object neutral) {
        return new NeutralRecord(ONE, new Object[] { neutral });
    }

    /** What a bare view stands for where no record is wanted. */
    static Object unwrapped(Object value, Wanted target) {
        boolean bare = value instanceof NeutralRecord view && view.type().isEmpty()
                && view.values.length == 1 && view.layout.has(BARE);
        return bare && !target.raw().isRecord() ? ((NeutralRecord) value).values[0] : value;
    }

    Layout layout() {
        return layout;
    }

    Object value(int place) {
        return values[place];
    }

    /** In the order of the names. */
    List<Object> values() {
        return Collections.unmodifiableList(Arrays.asList(values));
    }

    /** {@code null} if there is none. */
    Object component(String name) {
        return layout.has(name) ? values[layout.place(name)] : null;
    }

    /** The class without its package, for messages. */
    String title() {
        String type = type();
        return type.isEmpty() ? "view" : type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
    }

    @Override
    public String type() {
        return layout.type();
    }

    @Override
    public Set<String> names() {
        return layout.names();
    }

    @Override
    public Object get(String path) {
        Object value = this;
        String at = title();
        for (String name : path.split("\\.", -1)) {
            if (!(value instanceof NeutralRecord view)) {
                throw new IllegalArgumentException(at + " has no components, it is " + Shaper.describe(value));
            }
            if (!view.layout.has(name)) {
                throw view.missing(name, at);
            }
            value = view.component(name);
            at += "." + name;
        }
        if (value instanceof Opaque opaque) {
            throw new IllegalArgumentException(opaque.path() + ": " + opaque.why());
        }
        return value;
    }

    @Override
    public <T> T get(String path, Class<T> type) {
        return Conversion.read(get(path), type, title() + "." + path);
    }

    @Override
    public <T> T as(Class<T> type) {
        return Conversion.read(this, type, type.getSimpleName());
    }

    @Override
    public StateView with(String name, Object value) {
        if (name.isEmpty() || name.indexOf('.') >= 0) {
            throw new IllegalArgumentException("'" + name + "' cannot be the name of a component");
        }
        boolean known = layout.has(name);
        Object[] changed = Arrays.copyOf(values, known ? values.length : values.length + 1);
        changed[known ? layout.place(name) : values.length] = neutral(name, value);
        return new NeutralRecord(known ? layout : layout.with(name), changed);
    }

    private Object neutral(String name, Object value) {
        if (value == null || Plain.is(value.getClass())) {
            return value;
        }
        Object neutral = Neutraliser.ofGiven().whole(value, Place.root(title(), Origin.GIVEN).component(name));
        if (neutral instanceof Opaque opaque) {
            throw new IllegalArgumentException(opaque.path() + ": " + opaque.why());
        }
        return neutral;
    }

    @Override
    public StateView without(String name) {
        require(name);
        int place = layout.place(name);
        Object[] changed = Arrays.copyOf(values, values.length - 1);
        System.arraycopy(values, place + 1, changed, place, changed.length - place);
        return new NeutralRecord(layout.without(name), changed);
    }

    @Override
    public StateView renamed(String from, String to) {
        require(from);
        if (layout.has(to)) {
            throw new IllegalArgumentException("there is a component '" + to + "' in " + title() + " already");
        }
        return new NeutralRecord(layout.renamed(from, to), values);
    }

    @Override
    public StateView typed(String type) {
        return new NeutralRecord(layout.typed(Objects.requireNonNull(type, "type")), values);
    }

    private void require(String name) {
        if (!layout.has(Objects.requireNonNull(name, "name"))) {
            throw missing(name, title());
        }
    }

    private IllegalArgumentException missing(String name, String at) {
        return new IllegalArgumentException("no component '" + name + "' in " + at + "; it has: " + String.join(", ",
                names()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NeutralRecord view && type().equals(view.type()) && names().equals(view.names())
                && names().stream().allMatch(name -> Objects.equals(component(name), view.component(name)));
    }

    @Override
    public int hashCode() {
        int hash = 31 * type().hashCode();
        for (int i = 0; i < values.length; i++) {
            hash += layout.name(i).hashCode() ^ Objects.hashCode(values[i]);
        }
        return hash;
    }

    /** As a record's. */
    @Override
    public String toString() {
        return IntStream.range(0, values.length).mapToObj(i -> layout.name(i) + "=" + values[i])
                .collect(Collectors.joining(", ", title() + "[", "]"));
    }
}
