/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.code.ChangeContext;
import dev.twofold.code.CodeChange;
import dev.twofold.code.Direction;
import dev.twofold.engine.Code;
import dev.twofold.engine.Engine;
import dev.twofold.engine.Migration;
import dev.twofold.engine.RehearsalReport;
import dev.twofold.engine.ServerGroup;
import dev.twofold.engine.Upgrade;
import dev.twofold.engine.UpgradeReport;
import dev.twofold.engine.migration.ChangeInfo;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Version;

/**
 * A node with meters that go from one resident revision to the other and back, by a {@link CodeChange} that adds or removes
 * a component of their state. To be used by one thread.
 */
final class Meters implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ChangeContext CONTEXT = new ChangeInfo("meter", "meter", new Version(1, 0, 0), new Version(1,
            1, 0),
            Direction.UPGRADE, Optional.empty());

    private final Engine engine = new Engine();
    private final ServerGroup group = engine.group(MeterRevision.MODULE);
    private final MeterRevision older = new MeterRevision("Old");
    private final MeterRevision newer = new MeterRevision("New");
    private boolean upgraded;

    Meters() throws ReflectiveOperationException {
        group.load(older.codes());
    }

    ServerRef start(ServerKind kind) {
        return engine.start(ServerSpec.of(MeterRevision.MODULE, kind.type()));
    }

    ServerRef[] start(ServerKind kind, int count) {
        ServerRef[] all = new ServerRef[count];
        for (int i = 0; i < count; i++) {
            all[i] = start(kind);
        }
        return all;
    }

    /** Goes to the other revision. */
    UpgradeReport swap(boolean precopy) {
        UpgradeReport report = upgrade(migration(upgraded)).precopy(precopy).run(() -> {});
        upgraded = !upgraded;
        return report;
    }

    /** Tries to go to the other revision, and back if wanted. */
    RehearsalReport rehearse(boolean wayBack) {
        Migration migration = migration(upgraded);
        if (wayBack) {
            migration.rehearseBack(migration(!upgraded));
        }
        return upgrade(migration).rehearse().get(group);
    }

    private Upgrade upgrade(Migration migration) {
        return Upgrade.of(group, (upgraded ? older : newer).codes(), migration).restWithin(LIMIT).changeWithin(LIMIT);
    }

    private Migration migration(boolean back) {
        MeterRevision to = back ? older : newer;
        CodeChange change = back
                ? (state, context) -> state.without("revision")
                : (state, context) -> state.with("revision", 2);
        Migration migration = new Migration((back ? newer : older).loader(), to.loader());
        to.codes().values().forEach(code -> migration.add(code, Optional.of(change), CONTEXT));
        return migration;
    }

    /** New servers run the other revision, those that run stay. */
    void load() {
        MeterRevision to = upgraded ? older : newer;
        group.load(to.codes());
        upgraded = !upgraded;
    }

    /** Removes the revision that is not current; how many servers were killed. */
    int purge() {
        Map<String, Code<?>> old = (upgraded ? older : newer).codes();
        int killed = group.kill(old.values());
        group.forgetOld();
        engine.forgetRemovedCode();
        return killed;
    }

    int running() {
        return group.running(older.codes().values()) + group.running(newer.codes().values());
    }

    @Override
    public void close() {
        engine.close();
    }
}
