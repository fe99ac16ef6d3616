/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.ModuleManager;
import dev.twofold.module.Rehearsal;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Commands that change which revision runs. A refused operation is no failure of the command: it returns the report, which
 * says why.
 */
@Component(service = SwapCommands.class)
@GogoCommand(scope = "module", function = { "load", "rehearse", "upgrade", "redefine", "rollback", "purge", "softpurge",
        "delete",
        "unload" })
@Descriptor("loads, moves and removes revisions of modules")
public final class SwapCommands extends OurCommands {

    private static final List<Table.Column<SwapReport>> REPORT = List.of(
            new Table.Column<>("module", SwapReport::module),
            new Table.Column<>("outcome", SwapReport::outcome),
            new Table.Column<>("from", report -> Texts.version(report.from())),
            new Table.Column<>("to", report -> Texts.version(report.to())),
            new Table.Column<>("servers", SwapReport::servers),
            new Table.Column<>("reason", report -> Texts.brief(report.reason())));

    private final LongFunction<Bundle> bundles;
    private final ModuleManager manager;
    private final Modules modules;

    /**
     * The commands.
     *
     * @param context finds the bundles of modules
     * @param manager what they work on
     */
    @Activate
    public SwapCommands(BundleContext context, @Reference ModuleManager manager) {
        this(context::getBundle, manager);
    }

    SwapCommands(LongFunction<Bundle> bundles, ModuleManager manager) {
        this.bundles = bundles;
        this.manager = manager;
        this.modules = new Modules(manager);
    }

    /**
     * Loads jars.
     *
     * @param session tells the working directory
     * @param timeout limit in seconds
     * @param upgrade what becomes of servers that run
     * @param purge what becomes of servers that run the oldest revision
     * @param strategy how servers go over
     * @param precopy whether states are made beforehand
     * @param gate limit of the gate in milliseconds
     * @param extra what each code change gets
     * @param paths the jars
     * @return the report; a list of them for several jars
     * @throws InterruptedException if the operator interrupts the command
     */
    @Descriptor("loads a jar and makes it the current revision of its module; several all together or none")
    public Object load(CommandSession session,
            @Descriptor(Options.TIMEOUT) @Parameter(names = { "-t", "--timeout" }, absentValue = "120") Seconds timeout,
            @Descriptor(Options.UPGRADE) @Parameter(names = "--upgrade", absentValue = "") String upgrade,
            @Descriptor(Options.PURGE) @Parameter(names = "--purge", absentValue = "") String purge,
            @Descriptor(Options.STRATEGY) @Parameter(names = "--strategy", absentValue = "") String strategy,
            @Descriptor(Options.PRECOPY) @Parameter(names = "--precopy", presentValue = "true", absentValue = "false") boolean precopy,
            @Descriptor(Options.GATE) @Parameter(names = "--gate", absentValue = "") String gate,
            @Descriptor(Options.EXTRA) @Parameter(names = "--extra", absentValue = "") String extra,
            @Descriptor("path or address (http:, https:, file:) of the jar; several for modules that go over at the same moment") String... paths)
            throws InterruptedException {
        refuseOptions("load", paths);
        Name.refuseUnset(upgrade, purge, strategy, gate, extra);
        SwapOptions options = new Options().upgrade(upgrade).purge(purge).strategy(strategy).precopy(precopy).gate(gate)
                .extra(extra).get();
        if (paths.length == 0) {
            throw new WrongNameException("no file is given: module:load PATH");
        }
        Jars jars = Jars.of(session, timeout, paths);
        return paths.length == 1
                ? await(timeout, () -> closing(jars, manager.load(jars.files().get(0), options)))
                : new Table<>(REPORT, await(timeout, () -> closing(jars, manager.loadTogether(jars.files(), options))),
                        "");
    }

    /**
     * Finds out what a load would do, without doing it.
     *
     * @param session tells the working directory
     * @param timeout limit in seconds
     * @param upgrade what becomes of servers that run
     * @param strategy how servers go over
     * @param gate limit of the gate in milliseconds
     * @param extra what each code change gets
     * @param force whether to try a revision with components that would run beside those of the current one
     * @param path the jar
     * @return what would happen
     * @throws InterruptedException if the operator interrupts the command
     */
    @Descriptor("finds out on the live system what a load would do, and changes nothing")
    public Rehearsal rehearse(CommandSession session,
            @Descriptor(Options.TIMEOUT) @Parameter(names = { "-t", "--timeout" }, absentValue = "120") Seconds timeout,
            @Descriptor(Options.UPGRADE) @Parameter(names = "--upgrade", absentValue = "") String upgrade,
            @Descriptor(Options.STRATEGY) @Parameter(names = "--strategy", absentValue = "") String strategy,
            @Descriptor(Options.GATE) @Parameter(names = "--gate", absentValue = "") String gate,
            @Descriptor(Options.EXTRA) @Parameter(names = "--extra", absentValue = "") String extra,
            @Descriptor(Options.FORCE) @Parameter(names = "--force", presentValue = "true", absentValue = "false") boolean force,
            @Descriptor("path or address of the jar") Name path) throws InterruptedException {
        Name.refuseUnset(upgrade, strategy, gate, extra);
        SwapOptions options = new Options().upgrade(upgrade).strategy(strategy).gate(gate).extra(extra).force(force)
                .get();
        Jars jars = Jars.of(session, timeout, Name.text(path));
        return await(timeout, Waiting.REHEARSED, () -> closing(jars, manager.rehearse(jars.files().get(0), options)));
    }

    /**
     * Moves the servers that still run the old revision.
     *
     * @param timeout limit in seconds
     * @param strategy how servers go over
     * @param precopy whether states are made beforehand
     * @param gate limit of the gate in milliseconds
     * @param extra what each code change gets
     * @param name the module's symbolic name
     * @return the report
     * @throws InterruptedException if the operator interrupts the command
     */
    @Descriptor("moves the servers that still run the old revision to the current one")
    public SwapReport upgrade(@Descriptor(Options.TIMEOUT) @Parameter(names = { "-t",
            "--timeout" }, absentValue = "120") Seconds timeout,
            @Descriptor(Options.STRATEGY) @Parameter(names = "--strategy", absentValue = "") String strategy,
            @Descriptor(Options.PRECOPY) @Parameter(names = "--precopy", presentValue = "true", absentValue = "false") boolean precopy,
            @Descriptor(Options.GATE) @Parameter(names = "--gate", absentValue = "") String gate,
            @Descriptor(Options.EXTRA) @Parameter(names = "--extra", absentValue = "") String extra,
            @Descriptor("name of the module") Name name) throws InterruptedException {
        Name.refuseUnset(strategy, gate, extra);
        SwapOptions options = new Options().strategy(strategy).precopy(precopy).gate(gate).extra(extra).get();
        return await(timeout, () -> manager.upgrade(modules.find(Name.text(name)).name(), options));
    }

    /**
     * Loads a jar, or sources, without any code change.
     *
     * @param session tells the working directory
     * @param timeout limit in seconds
     * @param purge what becomes of servers that run the oldest revision
     * @param what the jar, or the module's symbolic name
     * @param sources what to compile
     * @return the report
     * @throws InterruptedException if the operator interrupts the command
     * @throws IOException if the sources cannot be read, or there is no room for what is made of them
     */
    @Descriptor("loads a jar, or sources, in place of the current revision; servers keep their state, without a code change")
    public SwapReport redefine(CommandSession session,
            @Descriptor(Options.TIMEOUT) @Parameter(names = { "-t", "--timeout" }, absentValue = "120") Seconds timeout,
            @Descriptor(Options.PURGE) @Parameter(names = "--purge", absentValue = "") String purge,
            @Descriptor("path or address of the jar, or name of the module if sources follow") Name what,
            @Descriptor("paths of sources, such as Counter.java; the other classes stay as they are") String... sources)
            throws InterruptedException, IOException {
        refuseOptions("redefine", sources);
        Name.refuseUnset(purge);
        SwapOptions options = new Options().purge(purge).get();
        if (sources.length == 0) {
            Jars jars = Jars.of(session, timeout, Name.text(what));
            return await(timeout, () -> closing(jars, manager.redefine(jars.files().get(0), options)));
        }
        List<Path> files = Arrays.stream(sources).map(path -> Jars.file(session, path)).toList();
        Recompiled recompiled = Recompiled.of(modules.find(Name.text(what)), bundles, files);
        return await(timeout, () -> manager.redefine(recompiled.jar(), options).whenComplete((report,
                failure) -> recompiled.delete()));
    }

    /**
     * Goes back to the old revision.
     *
     * @param timeout limit in seconds
     * @param strategy how servers go over
     * @param precopy whether states are made beforehand
     * @param gate limit of the gate in milliseconds
     * @param extra what each code change gets
     * @param name the module's symbolic name
     * @return the report
     * @throws InterruptedException if the operator interrupts the command
     */
    @Descriptor("goes back to the revision in the old slot")
    public SwapReport rollback(@Descriptor(Options.TIMEOUT) @Parameter(names = { "-t",
            "--timeout" }, absentValue = "120") Seconds timeout,
            @Descriptor(Options.STRATEGY) @Parameter(names = "--strategy", absentValue = "") String strategy,
            @Descriptor(Options.PRECOPY) @Parameter(names = "--precopy", presentValue = "true", absentValue = "false") boolean precopy,
            @Descriptor(Options.GATE) @Parameter(names = "--gate", absentValue = "") String gate,
            @Descriptor(Options.EXTRA) @Parameter(names = "--extra", absentValue = "") String extra,
            @Descriptor("name of the module") Name name) throws InterruptedException {
        Name.refuseUnset(strategy, gate, extra);
        SwapOptions options = new Options().strategy(strategy).precopy(precopy).gate(gate).extra(extra).get();
        return await(timeout, () -> manager.rollback(modules.find(Name.text(name)).name(), options));
    }

    /**
     * Removes the old revision.
     *
     * @param timeout limit in seconds
     * @param name the module's symbolic name
     * @return the report
     * @throws InterruptedException if the operator interrupts the command
     */
    @Descriptor("removes the revision in the old slot and kills the servers that still run it")
    public SwapReport purge(@Descriptor(Options.TIMEOUT) @Parameter(names = { "-t",
            "--timeout" }, absentValue = "120") Seconds timeout,
            @Descriptor("name of the module") Name name) throws InterruptedException {
        return await(timeout, () -> manager.purge(modules.find(Name.text(name)).name(), new Options().get()));
    }

    /**
     * Removes the old revision if nobody runs it.
     *
     * @param timeout limit in seconds
     * @param name the module's symbolic name
     * @return the report
     * @throws InterruptedException if the operator interrupts the command
     */
    @Descriptor("removes the revision in the old slot if no server runs it")
    public SwapReport softpurge(@Descriptor(Options.TIMEOUT) @Parameter(names = { "-t",
            "--timeout" }, absentValue = "120") Seconds timeout,
            @Descriptor("name of the module") Name name) throws InterruptedException {
        return await(timeout, () -> manager.softPurge(modules.find(Name.text(name)).name(), new Options().get()));
    }

    /**
     * Makes the current revision old and leaves none current.
     *
     * @param timeout limit in seconds
     * @param name the module's symbolic name
     * @return the report
     * @throws InterruptedException if the operator interrupts the command
     */
    @Descriptor("makes the current revision old and leaves none current; servers that run go on")
    public SwapReport delete(@Descriptor(Options.TIMEOUT) @Parameter(names = { "-t",
            "--timeout" }, absentValue = "120") Seconds timeout,
            @Descriptor("name of the module") Name name) throws InterruptedException {
        return await(timeout, () -> manager.delete(modules.find(Name.text(name)).name(), new Options().get()));
    }

    /**
     * Ends a module.
     *
     * @param timeout limit in seconds
     * @param name the module's symbolic name
     * @return the report
     * @throws InterruptedException if the operator interrupts the command
     */
    @Descriptor("ends all servers of a module and removes both its revisions; jars in the folder stay there")
    public SwapReport unload(@Descriptor(Options.TIMEOUT) @Parameter(names = { "-t",
            "--timeout" }, absentValue = "120") Seconds timeout,
            @Descriptor("name of the module") Name name) throws InterruptedException {
        return await(timeout, () -> manager.unload(modules.find(Name.text(name)).name(), new Options().get()));
    }

    /** What was fetched is needed until the operation is over, however long somebody waits for that. */
    private static <T> CompletionStage<T> closing(Jars jars, CompletionStage<T> operation) {
        return operation.whenComplete((result, failure) -> jars.close());
    }

    /** The limit is there, or nothing is done. */
    private <T> T await(Seconds limit, Supplier<CompletionStage<T>> operation) throws InterruptedException {
        return await(limit, Waiting.SHOWN, operation);
    }

    private <T> T await(Seconds limit, String afterwards, Supplier<CompletionStage<T>> operation)
            throws InterruptedException {
        int seconds = Seconds.given(limit).number();
        return new Waiting(manager, Live.current(), afterwards).await(operation.get().toCompletableFuture(), seconds);
    }
}
