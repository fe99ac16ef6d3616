/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import dev.twofold.engine.supervisor.Outcome.Ok;
import dev.twofold.server.Call;
import dev.twofold.server.ServerRef;
import dev.twofold.supervisor.ChildCounts;
import dev.twofold.supervisor.ChildInfo;
import dev.twofold.supervisor.ChildSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a supervisor can be asked for. Each request knows which function of the family answers it.
 *
 * @param <R> the type of the answer
 */
interface Request<R> extends Call<Outcome<R>> {

    /** Does what is asked. */
    Outcome<R> answer(Family family, Carer carer);

    /** The same request with an argument that the new revision understands. */
    default Request<R> carried(UnaryOperator<Object> carry) {
        return this;
    }

    record StartChild(ChildSpec child) implements Request<Optional<ServerRef>> {

        @Override
        public Outcome<Optional<ServerRef>> answer(Family family, Carer carer) {
            return family.startChild(child, carer);
        }

        @Override
        public Request<Optional<ServerRef>> carried(UnaryOperator<Object> carry) {
            return new StartChild(Family.carried(child, carry));
        }
    }

    record StartInstance(Optional<Object> argument) implements Request<Optional<ServerRef>> {

        @Override
        public Outcome<Optional<ServerRef>> answer(Family family, Carer carer) {
            return family.startInstance(argument, carer);
        }

        @Override
        public Request<Optional<ServerRef>> carried(UnaryOperator<Object> carry) {
            return new StartInstance(argument.map(carry));
        }
    }

    record TerminateChild(String id) implements Request<Ok> {

        @Override
        public Outcome<Ok> answer(Family family, Carer carer) {
            return family.terminate(id, carer);
        }
    }

    record TerminateInstance(ServerRef child) implements Request<Ok> {

        @Override
        public Outcome<Ok> answer(Family family, Carer carer) {
            return family.terminate(child, carer);
        }
    }

    record RestartChild(String id) implements Request<Optional<ServerRef>> {

        @Override
        public Outcome<Optional<ServerRef>> answer(Family family, Carer carer) {
            return family.restart(id, carer);
        }
    }

    record DeleteChild(String id) implements Request<Ok> {

        @Override
        public Outcome<Ok> answer(Family family, Carer carer) {
            return family.delete(id);
        }
    }

    record WhichChildren() implements Request<List<ChildInfo>> {

        @Override
        public Outcome<List<ChildInfo>> answer(Family family, Carer carer) {
            return new Outcome.Done<>(family.which());
        }
    }

    record CountChildren() implements Request<ChildCounts> {

        @Override
        public Outcome<ChildCounts> answer(Family family, Carer carer) {
            return new Outcome.Done<>(family.count());
        }
    }

    record SpecOfChild(String id) implements Request<ChildSpec> {

        @Override
        public Outcome<ChildSpec> answer(Family family, Carer carer) {
            return family.spec(id);
        }
    }

    record SpecOfInstance(ServerRef child) implements Request<ChildSpec> {

        @Override
        public Outcome<ChildSpec> answer(Family family, Carer carer) {
            return family.spec(child);
        }
    }
}
