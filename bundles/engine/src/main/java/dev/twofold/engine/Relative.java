/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.CallFailedException;
import dev.twofold.server.Exit;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerRef;
import java.util.ArrayList;
import java.util.List;

/**
 * Whom a server is linked to, which signals it gets from them, and how it ends. The link to the parent, which most servers
 * have, is a bit and a field; other links are kept in {@link Extras}.
 */
abstract class Relative extends Receiver implements ServerContext {

    private Server parent;

    /**
     * Links nothing yet.
     *
     * @param parent who will be linked to it, or {@code null}
     */
    Relative(int word, ServerGroup group, Code<?> code, Server parent) {
        super(word, group, code);
        this.parent = parent;
    }

    // ---- links

    /** {@code null} if it was not started with a link. */
    Server parent() {
        return parent;
    }

    /** Whether it is linked to a parent now. */
    boolean hasParent() {
        return has(CHILD);
    }

    /** Links a server to this one, its parent, before it runs. */
    void adopt(Server child) {
        boolean linked = extras().relations().link(child);
        if (!child.set(CHILD)) {
            linkEnded(child, child.exit());
        } else if (!linked || exit() != null) {
            child.linkEnded(server(), exit());
        }
    }

    /** Removes a link on both sides. */
    void disown(Server other) {
        dropLink(other);
        other.dropLink(server());
    }

    @Override
    public void link(ServerRef ref) {
        Server other = engine().serverOf(ref).orElse(null);
        if (other == server() || other != null && other == parent && has(CHILD)) {
            return;
        }
        if (other != null && extras().relations().link(other)) {
            if (other.extras().relations().link(server())) {
                if (exit() != null) { // and so could not tell the other one
                    other.linkEnded(server(), exit());
                }
                return;
            }
            extras().relations().unlink(other);
        }
        if (!has(TRAPPING)) {
            throw new CallFailedException(ref.name(), ExitReason.NOPROC);
        }
        enqueueOwn(new Message.Info(new Exit(ref, ExitReason.NOPROC)));
    }

    @Override
    public void unlink(ServerRef ref) {
        engine().deadOrAlive(ref).ifPresent(this::disown);
    }

    @Override
    public boolean trapExits(boolean on) {
        return on ? !set(TRAPPING) : clear(TRAPPING);
    }

    @Override
    public void exit(ServerRef ref, ExitReason reason) {
        engine().serverOf(ref).ifPresent(other -> other.exitSignal(server(), reason));
    }

    List<String> links() {
        List<String> names = new ArrayList<>();
        Server linked = parent;
        if (linked != null && has(CHILD)) {
            names.add(linked.name());
        }
        Extras made = extrasIfAny();
        if (made != null) {
            made.relations().links().forEach(other -> names.add(other.name()));
        }
        return names;
    }

    int watchers() {
        Extras made = extrasIfAny();
        return made == null ? 0 : made.relations().watchers();
    }

    // ---- exit() signals

    /** Somebody wants it to end: OTP's {@code exit/2}. */
    void exitSignal(ServerRef from, ExitReason reason) {
        if (reason.equals(ExitReason.KILL)) {
            end(ExitReason.KILLED);
        } else {
            signal(from, reason);
        }
    }

    /** A server that this one may be linked to has ended. */
    void linkEnded(Server other, ExitReason reason) {
        synchronized (extras().relations()) { // when unlink has returned the signal has come or never will
            if (dropLink(other)) {
                signal(other, reason);
                forgetParent(other);
            }
        }
    }

    /** A parent that has ended must not be kept by all that come after it. */
    private void forgetParent(Server ended) {
        if (ended == parent) {
            parent = null;
        }
    }

    /** {@code false} if there was none. */
    boolean dropLink(Server other) {
        boolean child = other == parent && clear(CHILD);
        Extras made = extrasIfAny();
        return made != null && made.relations().unlink(other) || child;
    }

    private void signal(ServerRef from, ExitReason reason) {
        boolean parental = from == parent; // which is forgotten when it has ended
        if (has(TRAPPING)) {
            trapped(from, reason, parental);
        } else if (!reason.equals(ExitReason.NORMAL)) {
            system(new SystemCall(server(), signalled -> {
                if (has(TRAPPING)) {
                    trapped(from, reason, parental);
                } else {
                    end(reason);
                }
                return true;
            }));
        }
    }

    private void trapped(ServerRef from, ExitReason reason, boolean parental) {
        if (parental) {
            stop(reason);
        } else {
            enqueueOwn(new Message.Info(new Exit(from, reason)));
        }
    }

    // ---- the end

    /**
     * Ends the server: the name becomes free, then whoever waits is answered, then links and monitors hear of it.
     *
     * @return {@code false} if somebody else has ended it
     */
    boolean end(ExitReason reason) {
        if (!beginEnd(reason)) {
            return false;
        }
        try {
            engine().unregister(server());
            group().remove(server());
        } finally {
            set(ENDED);
        }
        failCurrent(reason);
        failBatch(reason);
        failNews();
        Extras had = giveUpExtras();
        if (had != null) {
            had.end(server(), reason);
        }
        Server linked = parent;
        if (linked != null && clear(CHILD)) {
            linked.linkEnded(server(), reason);
        }
        if (!isRunning()) {
            forget();
        }
        group().departures().noteEnd(server(), reason);
        return true;
    }

    /** Runs an action when the server has ended; at once if it has. */
    void onEnd(Runnable action) {
        if (!extras().relations().onEnd(action)) {
            action.run();
        }
    }

    /** Takes {@link #onEnd} back. */
    void notOnEnd(Runnable action) {
        extras().relations().notOnEnd(action);
    }
}
