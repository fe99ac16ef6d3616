/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.module.ModulePolicy;
import dev.twofold.module.SwapStrategy;
import dev.twofold.module.UpgradePolicy;
import java.util.Optional;

/**
 * A jar on its way into a slot, and what that means for its module: what becomes current, who goes over. It does nothing by
 * itself; that is what {@link Entering} is for. Used by the coordinator's thread only.
 */
final class Entry {

    private final StoredJar jar;
    private final ModulePolicy policy;
    private final Optional<Object> extra;
    private final Steps steps;
    private final boolean held;
    private Slots slots;
    private Revision loaded;
    private Optional<SwapStrategy> left = Optional.empty();

    /**
     * One jar of one operation.
     *
     * @param slots of its module, as they are
     * @param jar what comes
     * @param policy how
     * @param extra what its code changes get besides
     * @param steps its report
     * @param moduleHeld whether somebody has just taken away what the module's servers run
     */
    Entry(Slots slots, StoredJar jar, ModulePolicy policy, Optional<Object> extra, Steps steps, boolean moduleHeld) {
        this.slots = slots;
        this.jar = jar;
        this.policy = policy;
        this.extra = extra;
        this.steps = steps;
        this.held = isCurrent() && moduleHeld;
    }

    StoredJar jar() {
        return jar;
    }

    String module() {
        return slots.name();
    }

    ModulePolicy policy() {
        return policy;
    }

    Optional<Object> extra() {
        return extra;
    }

    Steps steps() {
        return steps;
    }

    Slots slots() {
        return slots;
    }

    /** Its revision, after it was installed. */
    Revision loaded() {
        return loaded;
    }

    void loaded(Revision revision) {
        loaded = revision;
    }

    /** Its revision has another bundle now, and is still in the old slot. */
    void loadedAsOld(Revision revision) {
        loaded = revision;
        slots = slots.with(slots.current(), Optional.of(revision));
    }

    /** A strategy has left servers on the revision before. */
    void leftBy(SwapStrategy strategy) {
        left = Optional.of(strategy);
    }

    // ---- where it is

    private boolean isIn(Optional<Revision> slot) {
        return slot.isPresent() && slot.get().id().equals(jar.id());
    }

    boolean isCurrent() {
        return isIn(slots.current());
    }

    /** It is current, and somebody has just taken its bundle away: its servers wait for what becomes of it. */
    boolean isHeld() {
        return held;
    }

    /** It is current, and its bundle does not run: somebody has stopped it, or it could not be started. */
    boolean isDown() {
        return isCurrent() && slots.current().orElseThrow().types().isEmpty();
    }

    boolean isOld() {
        return isIn(slots.old());
    }

    boolean isNew() {
        return !isCurrent() && !isOld();
    }

    /** There was no revision before. */
    boolean isFirst() {
        return isNew() && slots.current().isEmpty() && slots.old().isEmpty();
    }

    /** Somebody has to make room for it. */
    boolean isFull() {
        return isNew() && slots.current().isPresent() && slots.old().isPresent();
    }

    // ---- what becomes of it

    /** What is active when it comes, or may be. */
    private Optional<Revision> predecessor() {
        return isOld() ? slots.current() : slots.current().or(slots::old);
    }

    /** Whether its predecessor has to stop before it can start. */
    boolean isExclusive() {
        return !isCurrent() && predecessor().filter(before -> jar.exclusive() || before.jar().exclusive()).isPresent();
    }

    RefusedException refuse(String consequence) {
        return new RefusedException("two revisions of module " + slots.name() + " cannot be active at once"
                + " (@SwappableModule(exclusive = true)), so " + consequence);
    }

    /** Whether servers go over to it. */
    boolean moves() {
        return held || !isCurrent() && policy.upgrade() == UpgradePolicy.AUTO && after().old().isPresent();
    }

    /** The revision whose servers go over. */
    Revision before() {
        return held ? slots.current().orElseThrow() : after().old().orElseThrow();
    }

    /** The slots as they will be. */
    Slots after() {
        if (held) {
            return slots.with(Optional.of(loaded), slots.old());
        }
        Slots after = isOld() ? slots.wentBack(loaded) : slots.loaded(loaded);
        Optional<SwapStrategy> leaves = policy.strategy() == SwapStrategy.DRAIN && after.old().isPresent()
                ? Optional.of(SwapStrategy.DRAIN)
                : Optional.empty();
        return left.or(() -> leaves).map(after::leftBy).orElse(after);
    }
}
