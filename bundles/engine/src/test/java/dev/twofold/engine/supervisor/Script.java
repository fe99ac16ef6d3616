/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import dev.twofold.supervisor.Occasion;
import dev.twofold.supervisor.Supervisor;
import dev.twofold.supervisor.SupervisorSpec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A supervisor whose specification is set by a test; it writes down why and with what it was asked. */
final class Script implements Supervisor {

    volatile Optional<SupervisorSpec> answer = Optional.empty();
    volatile Optional<RuntimeException> failure = Optional.empty();

    final List<Occasion> occasions = new CopyOnWriteArrayList<>();
    final List<Optional<Object>> arguments = new CopyOnWriteArrayList<>();

    @Override
    public Optional<SupervisorSpec> init(Object argument, Occasion occasion) {
        occasions.add(occasion);
        arguments.add(Optional.ofNullable(argument));
        failure.ifPresent(thrown -> {
            throw thrown;
        });
        return answer;
    }
}
