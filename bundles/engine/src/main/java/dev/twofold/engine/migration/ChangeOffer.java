/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import dev.twofold.code.ChangeContext;
import java.util.Objects;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * A code change that somebody offers. Immutable.
 *
 * @param name who offers it, for messages
 * @param service what stands for it: the code change, or how to get it
 * @param module the module it is for
 * @param serverType the server type it is for; empty for each of the module
 * @param from the versions changed from
 * @param to the versions changed to
 * @param ranking its ranking among those that are as narrow
 * @param <S> the type of what stands for it
 */
public record ChangeOffer<S>(String name, S service, String module, String serverType, VersionRange from,
        VersionRange to,
        int ranking) {

    /** Checks that all are given. */
    public ChangeOffer {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(module, "module");
        Objects.requireNonNull(serverType, "serverType");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
    }

    boolean isFor(ChangeContext wanted) {
        return module.equals(wanted.module()) && (serverType.isEmpty() || serverType.equals(wanted.serverType()));
    }

    /**
     * Whether it changes a state of some version. What it leads to has been changed already, even if it is in the range of
     * old versions, too; unless all of these are: then it is to be done each time.
     */
    boolean takes(Version version) {
        return from.includes(version) && (!to.includes(version) || isInside(from, to));
    }

    /** The old versions count first, then the new ones, then whether it is for one server type. */
    boolean isNarrowerThan(ChangeOffer<S> other) {
        if (!from.equals(other.from)) {
            return isInside(from, other.from);
        }
        if (!to.equals(other.to)) {
            return isInside(to, other.to);
        }
        return !serverType.isEmpty() && other.serverType.isEmpty();
    }

    /** The lowest version that this one leads to and the next one takes. */
    Version meet(ChangeOffer<S> next) {
        return to.intersection(next.from).getLeft();
    }

    boolean meets(ChangeOffer<S> next) {
        return !to.intersection(next.from).isEmpty();
    }

    /** For messages. */
    String text() {
        return name + " (" + versions() + ")";
    }

    String versions() {
        return "from " + from + " to " + to;
    }

    private static boolean isInside(VersionRange inner, VersionRange outer) {
        return inner.intersection(outer).equals(inner);
    }
}
