/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.code;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.osgi.framework.Version;

/** What a {@link CodeChange} is part of. Immutable. */
@ProviderType
public interface ChangeContext {

    /**
     * The module.
     *
     * @return its symbolic name
     */
    String module();

    /**
     * The type of the server whose state is changed.
     *
     * @return the server type
     */
    String serverType();

    /**
     * The revision that the state comes from.
     *
     * @return its version
     */
    Version from();

    /**
     * The revision that the state goes to.
     *
     * @return its version
     */
    Version to();

    /**
     * Which way the module goes.
     *
     * @return told by the slots, not by comparing versions
     */
    Direction direction();

    /**
     * What the operator has given for this upgrade: OTP's {@code Extra}. The JDK's values, collections and maps of such.
     *
     * @return the argument, or empty if there is none
     */
    default Optional<Object> extra() {
        return Optional.empty();
    }

    /**
     * An empty record, to be filled with {@link StateView#with}.
     *
     * @return a view without components
     */
    StateView empty();
}
