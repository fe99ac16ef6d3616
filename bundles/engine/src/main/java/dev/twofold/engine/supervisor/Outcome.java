/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import dev.twofold.server.ExitReason;
import dev.twofold.server.NameTakenException;
import dev.twofold.server.ServerRef;
import dev.twofold.server.StartFailedException;
import dev.twofold.supervisor.ChildRefusedException;
import dev.twofold.supervisor.ChildRefusedException.Reason;
import java.util.Optional;

/**
 * A supervisor's answer. Failures are values here, and become exceptions in the thread that has asked.
 *
 * @param <R> what was asked for
 */
sealed interface Outcome<R> {

    /** The answer, for the thread that has asked. */
    R get();

    /** It was done. */
    record Done<R>(R value) implements Outcome<R> {

        @Override
        public R get() {
            return value;
        }
    }

    /** It was not done. */
    record Refused<R>(Reason reason, String advice, Optional<ServerRef> server) implements Outcome<R> {

        @Override
        public R get() {
            throw new ChildRefusedException(reason, advice, server);
        }
    }

    /** A child has not started. */
    record NotStarted<R>(String server, ExitReason reason, String text, Optional<ServerRef> holder)
            implements
                Outcome<R> {

        @Override
        public R get() {
            if (holder.isPresent()) {
                throw new NameTakenException(holder.get());
            }
            throw new StartFailedException(server, reason, text);
        }
    }

    /** What has no other result. */
    enum Ok {
        /** It was done. */
        OK
    }

    static Outcome<Ok> ok() {
        return new Done<>(Ok.OK);
    }

    static <R> Outcome<R> refused(Reason reason, String advice) {
        return new Refused<>(reason, advice, Optional.empty());
    }

    static Outcome<Optional<ServerRef>> of(Birth birth) {
        if (birth instanceof Birth.Failed failed) {
            return new NotStarted<>(failed.server(), failed.reason(), failed.text(), failed.holder());
        }
        return new Done<>(birth instanceof Birth.Alive alive ? Optional.of(alive.server()) : Optional.empty());
    }
}
