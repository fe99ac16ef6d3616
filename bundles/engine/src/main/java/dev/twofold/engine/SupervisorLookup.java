/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.engine.supervisor.Children;
import dev.twofold.engine.supervisor.SupervisorTypes;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;

/** Knows supervisors by their code. */
final class SupervisorLookup implements SupervisorTypes {

    private final Engine engine;

    SupervisorLookup(Engine engine) {
        this.engine = engine;
    }

    @Override
    public boolean isSupervisor(ServerSpec spec) {
        return engine.codeFor(spec).filter(Code::isSupervisor).isPresent();
    }

    @Override
    public boolean wasPurged(ServerRef ended) {
        return ended instanceof Server server && server.has(StatusWord.REPLACED);
    }

    @Override
    public Object ask(ServerRef ref, Object request, boolean startsInstance) {
        Server server = engine.serverOf(ref)
                .orElseThrow(() -> new CallFailedException(ref.name(), ExitReason.NOPROC));
        if (!server.isSupervisor()) {
            throw new IllegalArgumentException("server " + ref.name() + " is no supervisor");
        }
        return startsInstance && hasInstances(server)
                ? server.callLending(request)
                : server.call(request, Deadline.LONGEST);
    }

    /**
     * As far as another thread than the owner can see. Starting an instance is the engine's own code, and the limit of the
     * instance's {@code init} holds: the caller, who waits without limit, may as well do it.
     */
    private static boolean hasInstances(Server supervisor) {
        return supervisor.state() instanceof Children children && children.instance().isPresent();
    }
}
