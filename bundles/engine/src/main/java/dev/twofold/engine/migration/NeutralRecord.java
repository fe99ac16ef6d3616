/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import dev.twofold.code.StateView;
import java.lang.reflect.Type;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The view of a record: the name of its class, and its components in neutral form. */
final class NeutralRecord implements StateView {

    static final NeutralRecord EMPTY = new NeutralRecord("", Map.of());

    /** The one component of the view of a state that is no record. */
    private static final String BARE = "value";

    private final String type;
    private final Map<String, Object> components;

    /**
     * A view.
     *
     * @param type name of the class
     * @param components in their order; not changed any more
     */
    NeutralRecord(String type, Map<String, Object> components) {
        this.type = type;
        this.components = Collections.unmodifiableMap(components);
    }

    /** A view of what is no record, and so has no class that could be told by its name. */
    static NeutralRecord bare(Object neutral) {
        return new NeutralRecord("", Collections.singletonMap(BARE, neutral));
    }

    /** What a bare view stands for where no record is wanted. */
    static Object unwrapped(Object value, Type target) {
        boolean bare = value instanceof NeutralRecord view && view.type.isEmpty()
                && view.names().equals(Set.of(BARE));
        return bare && !Generics.erase(target).isRecord() ? ((NeutralRecord) value).component(BARE) : value;
    }

    Object component(String name) {
        return components.get(name);
    }

    /** The class without its package, for messages. */
    String title() {
        return type.isEmpty() ? "view" : type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public Set<String> names() {
        return components.keySet();
    }

    @Override
    public Object get(String path) {
        Object value = this;
        String at = title();
        for (String name : path.split("\\.", -1)) {
            if (!(value instanceof NeutralRecord view)) {
                throw new IllegalArgumentException(at + " has no components, it is " + Shaper.describe(value));
            }
            view.require(name, at);
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
        Object neutral = Neutraliser.ofGiven().whole(value, Place.root(title(), Origin.GIVEN).component(name));
        if (neutral instanceof Opaque opaque) {
            throw new IllegalArgumentException(opaque.path() + ": " + opaque.why());
        }
        Map<String, Object> changed = new LinkedHashMap<>(components);
        changed.put(name, neutral);
        return new NeutralRecord(type, changed);
    }

    @Override
    public StateView without(String name) {
        require(name, title());
        Map<String, Object> changed = new LinkedHashMap<>(components);
        changed.remove(name);
        return new NeutralRecord(type, changed);
    }

    @Override
    public StateView renamed(String from, String to) {
        require(from, title());
        if (components.containsKey(to)) {
            throw new IllegalArgumentException("there is a component '" + to + "' in " + title() + " already");
        }
        Map<String, Object> changed = new LinkedHashMap<>();
        components.forEach((name, value) -> changed.put(name.equals(from) ? to : name, value));
        return new NeutralRecord(type, changed);
    }

    private void require(String name, String at) {
        if (!components.containsKey(Objects.requireNonNull(name, "name"))) {
            throw new IllegalArgumentException("no component '" + name + "' in " + at + "; it has: "
                    + String.join(", ", components.keySet()));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NeutralRecord view && type.equals(view.type) && components.equals(view.components);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + components.hashCode();
    }

    /** As a record's. */
    @Override
    public String toString() {
        return components.entrySet().stream().map(Object::toString)
                .collect(Collectors.joining(", ", title() + "[", "]"));
    }
}
