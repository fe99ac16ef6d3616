/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.code.ChangeContext;
import dev.twofold.code.CodeChange;
import dev.twofold.engine.migration.Conversion;
import dev.twofold.engine.migration.StateTypes;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How the states of a module's servers go from one revision to another: by {@link CodeChange} where there is one, by shape
 * otherwise. Belongs to one swap and is dropped with it; filled by one thread, then used by any.
 */
public final class Migration implements StateChange {

    private final Conversion conversion;
    private final Optional<StateChange> afterwards;
    private final Map<String, Way> ways = new HashMap<>();

    /**
     * A migration without server types, which also carries messages over that clients send later, as long as both revisions
     * have a slot.
     *
     * @param source class loader of the old revision's callbacks
     * @param target class loader of the new revision's callbacks
     */
    public Migration(ClassLoader source, ClassLoader target) {
        this(new Conversion(source, target), source == target
                ? Optional.empty()
                : Optional.of(new LateMessages(source, target)));
    }

    /**
     * A migration without server types. Messages that clients send when it is over go to the callbacks as they are.
     *
     * @param conversion between the two revisions
     */
    public Migration(Conversion conversion) {
        this(conversion, Optional.empty());
    }

    private Migration(Conversion conversion, Optional<StateChange> afterwards) {
        this.conversion = conversion;
        this.afterwards = afterwards;
    }

    /**
     * Says how a server type goes over.
     *
     * @param to the new code
     * @param change the code change for it, if any
     * @param context what the change is told
     * @throws IllegalArgumentException if the callbacks do not tell the type of their state; the message says what to do
     */
    public void add(Code<?> to, Optional<CodeChange> change, ChangeContext context) {
        ways.put(to.type(), new Way(StateTypes.stateType(to.callbacks().getClass()), change, context));
    }

    @Override
    public Object state(Code<?> from, Code<?> to, Object state) throws Exception {
        Way way = ways.get(to.type());
        if (way.change().isEmpty()) {
            return conversion.shape(state, way.stateType());
        }
        Object changed = way.change().get().codeChange(conversion.view(state), way.context());
        if (changed == null) {
            throw new IllegalStateException("codeChange returned null: return the new state");
        }
        return conversion.shape(changed, way.stateType());
    }

    @Override
    public Object message(Object message) {
        return conversion.carry(message);
    }

    @Override
    public Optional<StateChange> afterwards() {
        return afterwards;
    }

    private record Way(Type stateType, Optional<CodeChange> change, ChangeContext context) {
    }
}
