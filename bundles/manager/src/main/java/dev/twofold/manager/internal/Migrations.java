/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.code.ChangeContext;
import dev.twofold.code.Direction;
import dev.twofold.code.StateView;
import dev.twofold.engine.Migration;
import dev.twofold.engine.migration.Conversion;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.BundleWiring;

/** Plans how states go from one revision's bundle to another's. */
final class Migrations {

    private Migrations() {}

    /** Looks up everything that is needed, so that a missing piece is found before the gate is closed. */
    static Migration between(Revision from, Revision to, Direction direction, CodeChanges changes)
            throws RefusedException {
        Migration migration = migration(from, to.bundle().adapt(BundleWiring.class).getClassLoader());
        for (Revision.Type type : to.types().values()) {
            if (type.isSupervisor()) {
                continue; // its state is the engine's own
            }
            Context context = new Context(to.id().module(), type.code().type(), from.id().version(), to.id().version(),
                    direction, Conversion.emptyView());
            try {
                migration.add(type.code(), changes.find(context), context);
            } catch (IllegalArgumentException unknown) {
                throw new RefusedException(unknown.getMessage());
            } catch (TypeNotPresentException | LinkageError missing) {
                throw new RefusedException("the state of its server type '" + type.code().type()
                        + "' names a class that is not there: " + missing.getMessage());
            }
        }
        return migration;
    }

    /** The old classes are those of the code: after a refresh the bundle has others. Without any no server runs. */
    private static Migration migration(Revision from, ClassLoader target) {
        return from.types().values().stream().map(type -> type.code().loader()).findFirst()
                .map(source -> new Migration(source, target))
                .orElseGet(() -> new Migration(new Conversion(target)));
    }

    private record Context(String module, String serverType, Version from, Version to, Direction direction,
            StateView empty) implements ChangeContext {
    }
}
