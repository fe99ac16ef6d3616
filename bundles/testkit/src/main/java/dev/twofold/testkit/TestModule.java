/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.testkit;

import dev.twofold.code.CodeChange;
import dev.twofold.code.Direction;
import dev.twofold.engine.ChangeFailedException;
import dev.twofold.engine.Engine;
import dev.twofold.engine.Gate;
import dev.twofold.engine.GateTimeoutException;
import dev.twofold.engine.Migration;
import dev.twofold.engine.ServerGroup;
import dev.twofold.engine.migration.ChangeChain;
import dev.twofold.engine.migration.ChangeInfo;
import dev.twofold.engine.migration.ChangeOffer;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerRegistry;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.StartFailedException;
import dev.twofold.server.Sys;
import dev.twofold.supervisor.Supervisors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.osgi.framework.VersionRange;

/**
 * A module under test: its two slots and its servers, on an engine of its own. Its revisions are jars, or folders with what
 * would be in the jar; each is loaded by a class loader of its own, and what is not the module's comes from the test's class
 * path. Servers go over to other revisions by the rules of the platform.
 *
 * <p>Used by one thread; what {@link #server}, {@link #servers} and {@link #sys} give is safe from any. Every wait ends
 * after a limit.
 */
public final class TestModule implements AutoCloseable {

    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(10);

    private final TemporaryFolder folder = TemporaryFolder.fresh();
    private final Engine engine = new Engine(folder.path());
    private final Set<String> packages = ConcurrentHashMap.newKeySet();
    private final List<Object> services;
    private final List<ChangeOffer<CodeChange>> foreignChanges = new ArrayList<>();
    private final GoneRevisions gone = new GoneRevisions();
    private Duration limit = DEFAULT_LIMIT;
    private Optional<Object> extra = Optional.empty();
    private Revision current;
    private Optional<Revision> old = Optional.empty();

    private TestModule(ModuleFile file, Object... services) {
        this.services = Stream.concat(Stream.of(services), Stream.of(engine, engine.sys(), engine.supervisors()))
                .toList();
        current = Revision.of(file, packages);
    }

    /**
     * Loads the first revision of a module, and starts the servers that start with it, below a supervisor as the platform
     * has it: one that crashes is started again, unless that happens twice within five seconds.
     *
     * @param revision a jar, or a folder with the content of one
     * @param services what the constructors of components want, of all revisions; the registry, {@link Sys} and
     *     {@link Supervisors} are there
     * @return the module
     * @throws IllegalArgumentException if it is no module, or a component cannot be made; the message says what to do
     * @throws StartFailedException if one of its servers does not start
     */
    public static TestModule load(Path revision, Object... services) {
        TestModule module = new TestModule(ModuleFile.read(revision), services);
        try {
            module.open();
            return module;
        } catch (RuntimeException failed) {
            module.close();
            throw failed;
        }
    }

    /**
     * Sets how long each of the operations that follow may take.
     *
     * @param newLimit the limit; 10 seconds if this is not called
     * @return this module
     */
    public TestModule withLimit(Duration newLimit) {
        limit = Objects.requireNonNull(newLimit, "newLimit");
        return this;
    }

    /**
     * Adds a code change that lies in another bundle than the module.
     *
     * @param from range of the versions changed from, in OSGi's syntax
     * @param to range of the versions changed to
     * @param change the code change, for each server type
     * @return this module
     * @throws IllegalArgumentException if {@code from} or {@code to} is no range
     */
    public TestModule withCodeChange(String from, String to, CodeChange change) {
        Objects.requireNonNull(change, "change");
        foreignChanges.add(new ChangeOffer<>("CodeChange " + (foreignChanges.size() + 1) + " of the test", change,
                current.module(), "", new VersionRange(from), new VersionRange(to), 0));
        return this;
    }

    /**
     * Sets what the operator gives for the upgrades that follow.
     *
     * @param argument what code changes get as {@code extra}
     * @return this module
     */
    public TestModule withExtra(Object argument) {
        extra = Optional.of(argument);
        return this;
    }

    // ---- servers

    /**
     * A server of the module.
     *
     * @param name its name
     * @return a reference that is good for all revisions, and for the servers that a supervisor starts in its place
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    public ServerRef server(String name) {
        if (engine.whereis(name).isEmpty()) {
            throw new IllegalArgumentException("there is no server '" + name + "'; there are: " + String.join(", ",
                    engine.servers().stream().map(ServerInfo::name).filter(other -> !other.equals(topName()))
                            .toList()));
        }
        return engine.named(name);
    }

    /**
     * Starts a server.
     *
     * @param type its type
     * @param name its name
     * @return the server
     * @throws StartFailedException if it does not start
     */
    public ServerRef start(String type, String name) {
        return engine.start(spec(type, name, Optional.empty()));
    }

    /**
     * Starts a server with an argument.
     *
     * @param type its type
     * @param name its name
     * @param argument what its {@code init} gets
     * @return the server
     * @throws StartFailedException if it does not start
     */
    public ServerRef start(String type, String name, Object argument) {
        return engine.start(spec(type, name, Optional.of(argument)));
    }

    /**
     * The state of a server, as the module shows it.
     *
     * @param server name of the server
     * @return the text
     */
    public String state(String server) {
        return engine.sys().state(server(server), limit);
    }

    /**
     * Has a server wait: what is sent to it waits, too, and goes over to the next revision with it.
     *
     * @param server name of the server
     */
    public void suspend(String server) {
        engine.sys().suspend(server(server), limit);
    }

    /**
     * Lets a server go on with what waits for it.
     *
     * @param server name of the server
     */
    public void resume(String server) {
        engine.sys().resume(server(server));
    }

    /**
     * The messages that wait for a server, as it would get them.
     *
     * @param server name of the server
     * @return the text of each, in the order in which they would be handled
     */
    public List<String> queue(String server) {
        return engine.queue(server(server), limit);
    }

    /**
     * All servers.
     *
     * @return the registry that the servers see, too
     */
    public ServerRegistry servers() {
        return engine;
    }

    /**
     * Suspends and resumes servers: messages to one that is suspended wait, and go over to the next revision with it.
     *
     * @return the functions on single servers
     */
    public Sys sys() {
        return engine.sys();
    }

    /**
     * The children of supervisors. That at the top of the module has the module's name, followed by {@code /supervisor}.
     *
     * @return the functions on supervisors
     */
    public Supervisors supervisors() {
        return engine.supervisors();
    }

    /**
     * The folder in which the module keeps its files, as its servers see it: one for all revisions. It is a temporary one,
     * which {@link #close} deletes.
     *
     * @return the folder, which is there
     */
    public Path moduleFolder() {
        return folder.of(current.module());
    }

    // ---- revisions

    /**
     * The version that servers run.
     *
     * @return the version of the current revision
     */
    public String version() {
        return current.version().toString();
    }

    /**
     * Loads another revision and changes all servers to it, supervisors, too; then starts the servers that it adds, to the
     * module or to one of its supervisors. What it does not list any more goes on, as at run time. The revision before it is
     * kept to go back to, the one before that is gone. The same file again is a revision of its own.
     *
     * @param revision a jar, or a folder with the content of one
     * @throws ChangeRefusedException if servers did not come to rest, or a state or message does not fit; the message has
     *     server or server type, field and cause, in the words of the platform, and nothing has changed
     * @throws IllegalArgumentException if it is no revision of this module, or a component cannot be made; nothing has
     *     changed
     * @throws StartFailedException if a server that it adds does not start; all else has been done then, as at run time
     */
    public void upgradeTo(Path revision) {
        Revision next = read(revision);
        try {
            next = next.started(services, engine);
            exchange(next, Direction.UPGRADE);
        } catch (RuntimeException refused) {
            gone.add(next);
            throw refused;
        }
        purge();
        old = Optional.of(current.stopped());
        current = next;
        startAdded();
    }

    /**
     * Changes all servers back to the revision before.
     *
     * @throws ChangeRefusedException as for an upgrade; nothing has changed
     * @throws IllegalStateException if there is no revision to go back to
     * @throws StartFailedException as for an upgrade
     */
    public void rollBack() {
        Revision previous = old.orElseThrow(() -> new IllegalStateException("there is no revision before " + current))
                .started(services, engine);
        exchange(previous, Direction.ROLLBACK);
        old = Optional.of(current.stopped());
        current = previous;
        startAdded();
    }

    /** Removes the revision that is kept to go back to, if there is one. */
    public void purge() {
        engine.group(current.module()).forgetOld();
        old.ifPresent(gone::add);
        old = Optional.empty();
    }

    /**
     * Purges, and asserts that nothing is left of the old revision, nor of those that went or were refused before: their
     * class loaders are collected.
     *
     * @throws AssertionError if one is still held; the message names it
     */
    public void assertOldRevisionsCollected() {
        purge();
        engine.forgetRemovedCode();
        gone.assertCollected(limit);
    }

    /** Kills all servers, lets go of all revisions and deletes the module's folder. */
    @Override
    public void close() {
        engine.close();
        purge();
        current.close();
        folder.close();
    }

    private void open() {
        current = current.started(services, engine);
        engine.group(current.module()).load(current.codes(engine, limit));
        startServers();
    }

    private Revision read(Path path) {
        ModuleFile file = ModuleFile.read(path);
        if (!current.module().equals(file.module())) {
            throw new IllegalArgumentException(path + " is a revision of module " + file.module() + ", not of "
                    + current.module());
        }
        return Revision.of(file, packages);
    }

    private String topName() {
        return Top.nameIn(current.module());
    }

    /** Starts what starts with the module and does not run, below a new supervisor if the last one has given up. */
    private void startServers() {
        ServerRef top = engine.whereis(topName())
                .orElseGet(() -> engine.start(spec(Top.TYPE, topName(), Optional.empty())));
        List<String> known = engine.supervisors().whichChildren(top).stream().flatMap(child -> child.id().stream())
                .toList();
        current.children(limit).stream().filter(child -> !known.contains(child.id()))
                .forEach(child -> engine.supervisors().startChild(top, child));
    }

    private void startAdded() {
        if (engine.whereis(topName()).isEmpty()) {
            startServers();
        }
        engine.group(current.module()).takeAddedChildren().forEach((supervisor, added) -> added
                .forEach(child -> engine.supervisors().restartChild(supervisor, child)));
    }

    private ServerSpec spec(String type, String name, Optional<Object> argument) {
        ServerSpec spec = ServerSpec.of(current.module(), type).named(name).initWithin(limit);
        return argument.map(spec::with).orElse(spec);
    }

    private void exchange(Revision to, Direction direction) {
        ServerGroup group = engine.group(current.module());
        ChangeInfo change = new ChangeInfo(current.module(), "", current.version(), to.version(), direction, extra);
        Migration migration = migration(to, change);
        try (Gate gate = group.closeGate(limit)) {
            gate.change(to.codes(engine, limit), migration, limit);
            gate.commit();
        } catch (ChangeFailedException refused) {
            throw new ChangeRefusedException(change, Optional.of(refused.server()), refused);
        } catch (GateTimeoutException busy) {
            throw new ChangeRefusedException(change, Optional.empty(), busy);
        }
    }

    private Migration migration(Revision to, ChangeInfo change) {
        List<ChangeOffer<CodeChange>> offers = Stream.of(current.changes(), to.changes(), foreignChanges).flatMap(
                List::stream)
                .toList();
        Migration migration = new Migration(current.loader(), to.loader());
        to.types().forEach((type, declared) -> {
            if (declared.isSupervisor()) {
                return;
            }
            ChangeInfo wanted = change.of(type);
            try {
                ChangeChain<CodeChange> chain = ChangeChain.find(offers, wanted);
                migration.add(declared.code(), chain.links().stream().map(link -> link.step(link.offer().service(),
                        wanted))
                        .toList(), chain.gap());
                check(migration, type, declared);
            } catch (IllegalArgumentException unknown) {
                throw new ChangeRefusedException(wanted, Optional.empty(), unknown);
            }
        });
        return migration;
    }

    /** As at run time: states must fit, and what clients may send, whether it waits or not. */
    private void check(Migration migration, String type, Revision.Type to) {
        Revision.Type from = current.types().get(type);
        if (from == null || from.isSupervisor()
                || !engine.group(current.module()).runningTypes().contains(type)) {
            return;
        }
        migration.whyNoStateFits(from.code(), to.code()).or(() -> Migration.whyNoMessageFits(to.code(), migration
                .messageDifferences(from.messages(), to.messages()))).ifPresent(why -> {
                    throw new IllegalArgumentException(why);
                });
    }
}
