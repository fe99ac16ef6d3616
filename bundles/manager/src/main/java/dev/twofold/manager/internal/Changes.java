/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static dev.twofold.engine.ServerChange.Result.CHANGED;

import dev.twofold.engine.ChangeReport;
import dev.twofold.module.ServerChange;
import dev.twofold.module.ServerChange.Result;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What became of the servers of a module, in words for its report. The supervisor at the top of a module is left out: it is
 * the manager's own.
 *
 * @param report what the engine says
 */
record Changes(ChangeReport report) {

    /** How many have changed. */
    int changed() {
        return report.counts().entrySet().stream().filter(type -> !type.getKey().equals(TopSupervisor.TYPE))
                .mapToInt(type -> type.getValue().getOrDefault(CHANGED, 0)).sum();
    }

    /** Those first that have not changed: of many a report names only some. */
    List<ServerChange> servers() {
        return report.servers().stream().filter(server -> !server.type().equals(TopSupervisor.TYPE)).sorted(Comparator
                .comparing(server -> server.result() == CHANGED)).flatMap(Changes::told).toList();
    }

    private static Stream<ServerChange> told(dev.twofold.engine.ServerChange server) {
        String way = server.from() + " to " + server.to();
        return switch (server.result()) {
            case THERE -> Stream.empty();
            case CHANGED -> told(server, Result.CHANGED, way);
            case STAYED -> told(server, Result.STAYED, way);
            case LATE -> told(server, Result.STAYED, server.from() + "; it is busy or held, and goes over afterwards");
            case ENDED -> told(server, Result.ENDED, server.reason());
        };
    }

    private static Stream<ServerChange> told(dev.twofold.engine.ServerChange server, Result result, String detail) {
        return Stream.of(new ServerChange(server.server(), server.type(), result, detail));
    }
}
