/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import dev.twofold.code.ChangeContext;
import dev.twofold.code.Direction;
import dev.twofold.code.StateView;
import java.util.Objects;
import java.util.Optional;
import org.osgi.framework.Version;

/**
 * What a code change is told. Immutable, if the extra is.
 *
 * @param module the module
 * @param serverType the server type
 * @param from the version changed from
 * @param to the version changed to
 * @param direction which way
 * @param extra what the operator has given
 */
public record ChangeInfo(String module, String serverType, Version from, Version to, Direction direction,
        Optional<Object> extra) implements ChangeContext {

    /** Takes the extra out of its classes: what is of an author's own class becomes a view. */
    public ChangeInfo {
        Objects.requireNonNull(module, "module");
        Objects.requireNonNull(serverType, "serverType");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(direction, "direction");
        extra = extra.map(ChangeInfo::neutral);
    }

    /**
     * The same for another server type.
     *
     * @param type the type
     * @return what a change of it is told
     */
    public ChangeInfo of(String type) {
        return new ChangeInfo(module, type, from, to, direction, extra);
    }

    /**
     * The same for a part of the way.
     *
     * @param start the version changed from
     * @param end the version changed to
     * @return what a change of it is told
     */
    public ChangeInfo between(Version start, Version end) {
        return new ChangeInfo(module, serverType, start, end, direction, extra);
    }

    @Override
    public StateView empty() {
        return Conversion.emptyView();
    }

    private static Object neutral(Object given) {
        Object neutral = new Neutraliser(new RecordShapes(), type -> false, value -> {
            throw new IllegalArgumentException("extra: an object of the class " + value.getClass().getName()
                    + " is no data; give the JDK's plain values, collections, maps or records of such");
        }).whole(given, Place.root("extra", Origin.GIVEN));
        if (neutral instanceof Opaque opaque) {
            throw new IllegalArgumentException(opaque.path() + ": " + opaque.why());
        }
        return neutral;
    }
}
