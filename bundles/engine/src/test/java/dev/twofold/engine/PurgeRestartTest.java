/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Strategy;
import dev.twofold.supervisor.SupervisorSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that end because of what becomes of their code are started again, however many they are. */
class PurgeRestartTest extends PuppetStage {

    private static final List<String> NAMES = List.of("a", "b", "c", "d");

    private Map<String, Code<?>> withSupervisor(Map<String, Code<?>> code, Strategy strategy) {
        Map<String, Code<?>> all = new HashMap<>(code);
        List<ChildSpec> children = NAMES.stream().map(name -> ChildSpec.of(name, spec().named(name))).toList();
        all.put("top", engine.supervisor("stage", "1", "top", (argument, occasion) -> Optional
                .of(SupervisorSpec.of(strategy, children).intensity(1, Duration.ofHours(1)))));
        return all;
    }

    @ParameterizedTest
    @EnumSource(value = Strategy.class, names = "SIMPLE_ONE_FOR_ONE", mode = EnumSource.Mode.EXCLUDE)
    void aPurgeIsNotCountedAsARestart(Strategy strategy) {
        Map<String, Code<?>> one = code("1");
        Map<String, Code<?>> two = code("2");
        group.load(withSupervisor(one, strategy));
        ServerRef top = engine.start(ServerSpec.of("stage", "top").named("top"));
        group.load(withSupervisor(two, strategy));

        group.kill(one.values()); // a supervisor that stops all with the first one may be quicker

        await("all run the new code", () -> versions("2") == NAMES.size());
        assertThat(top.isAlive()).isTrue();
        assertThat(engine.supervisors().countChildren(top).active()).isEqualTo(NAMES.size());
    }

    @ParameterizedTest
    @EnumSource(value = Strategy.class, names = "SIMPLE_ONE_FOR_ONE", mode = EnumSource.Mode.EXCLUDE)
    void aRedefinitionThatTakesNoStateIsNotCountedEither(Strategy strategy) {
        group.load(withSupervisor(code("1"), strategy));
        ServerRef top = engine.start(ServerSpec.of("stage", "top").named("top"));

        group.redefine(withSupervisor(code("2"), strategy), changing(text -> {
            throw new IllegalArgumentException("it does not fit");
        }, text -> text), LONG);

        await("all run the new code", () -> versions("2") == NAMES.size());
        assertThat(top.isAlive()).isTrue();
        assertThat(engine.supervisors().countChildren(top).active()).isEqualTo(NAMES.size());
    }

    private long versions(String version) {
        Collection<ServerInfo> servers = engine.servers();
        return servers.stream().filter(server -> server.type().equals("puppet") && server.version().equals(version))
                .count();
    }
}
