/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.ModuleInfo;
import dev.twofold.module.ModuleManager;
import dev.twofold.module.Refusal;
import dev.twofold.module.RevisionInfo;
import dev.twofold.module.SwapReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Commands on modules. A refused operation is no failure of the command: it returns the report, which says why. */
@Component(service = ModuleCommands.class)
@GogoCommand(scope = "module", function = { "list", "info", "load", "rollback", "purge", "unload" })
@Descriptor("modules and their revisions")
public final class ModuleCommands {

    private static final String NO_MODULES = "there are no modules yet. Drop a jar into the deploy folder, "
            + "or load one with module:load PATH.";

    private static final String TIMEOUT = "how many seconds to wait; afterwards the operation goes on";

    private static final List<Table.Column<RevisionInfo>> REVISION = List.of(
            new Table.Column<>("module", revision -> revision.id().module()),
            new Table.Column<>("slot", Texts::slot),
            new Table.Column<>("version", revision -> revision.id().version()),
            new Table.Column<>("hash", revision -> revision.id().shortHash()),
            new Table.Column<>("bundle", RevisionInfo::bundleId),
            new Table.Column<>("state", RevisionInfo::bundleState),
            new Table.Column<>("servers", RevisionInfo::servers));

    private static final List<Table.Column<Refusal>> REFUSAL = List.of(
            new Table.Column<>("refused", Refusal::source),
            new Table.Column<>("when", refusal -> Texts.time(refusal.time())),
            new Table.Column<>("reason", refusal -> Texts.inOneLine(refusal.reason())));

    private final ModuleManager manager;

    /**
     * The commands.
     *
     * @param manager what they work on
     */
    @Activate
    public ModuleCommands(@Reference ModuleManager manager) {
        this.manager = manager;
    }

    /**
     * Lists the revisions, and below them what was refused.
     *
     * @return the revisions, current before old
     */
    @Descriptor("lists the revisions of all modules, and what was refused")
    public List<RevisionInfo> list() {
        List<RevisionInfo> revisions = manager.modules().stream()
                .flatMap(module -> Stream.of(module.current(), module.old()))
                .flatMap(revision -> revision.stream())
                .toList();
        String refused = new Table<>(REFUSAL, manager.refusals(), "").text();
        return new Table<>(REVISION, revisions, revisions.isEmpty() ? withHint(refused) : refused);
    }

    /**
     * Tells all about a module.
     *
     * @param name its symbolic name
     * @return the module
     */
    @Descriptor("shows a module, both its revisions and what was last done with it")
    public ModuleInfo info(@Descriptor("name of the module") String name) {
        return find(name);
    }

    /**
     * Loads a jar.
     *
     * @param session tells the working directory
     * @param timeout limit in seconds
     * @param path the jar
     * @return the report
     * @throws InterruptedException if the operator interrupts the command
     */
    @Descriptor("loads a jar and makes it the current revision of its module")
    public SwapReport load(CommandSession session,
            @Descriptor(TIMEOUT) @Parameter(names = { "-t", "--timeout" }, absentValue = "120") long timeout,
            @Descriptor("path of the jar") String path) throws InterruptedException {
        Path jar = session.currentDir().resolve(path);
        if (!Files.isRegularFile(jar)) {
            throw new IllegalArgumentException("no file " + jar);
        }
        return await(manager.load(jar), timeout);
    }

    /**
     * Goes back to the old revision.
     *
     * @param timeout limit in seconds
     * @param name the module's symbolic name
     * @return the report
     * @throws InterruptedException if the operator interrupts the command
     */
    @Descriptor("goes back to the revision in the old slot")
    public SwapReport rollback(
            @Descriptor(TIMEOUT) @Parameter(names = { "-t", "--timeout" }, absentValue = "120") long timeout,
            @Descriptor("name of the module") String name) throws InterruptedException {
        return await(manager.rollback(find(name).name()), timeout);
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
    public SwapReport purge(
            @Descriptor(TIMEOUT) @Parameter(names = { "-t", "--timeout" }, absentValue = "120") long timeout,
            @Descriptor("name of the module") String name) throws InterruptedException {
        return await(manager.purge(find(name).name()), timeout);
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
    public SwapReport unload(
            @Descriptor(TIMEOUT) @Parameter(names = { "-t", "--timeout" }, absentValue = "120") long timeout,
            @Descriptor("name of the module") String name) throws InterruptedException {
        return await(manager.unload(find(name).name()), timeout);
    }

    private ModuleInfo find(String name) {
        List<ModuleInfo> modules = manager.modules();
        return modules.stream().filter(module -> module.name().equals(name)).findFirst().orElseThrow(
                () -> Names.unknown("module", name, modules.stream().map(ModuleInfo::name).toList(), NO_MODULES));
    }

    private static String withHint(String refused) {
        return refused.isEmpty() ? NO_MODULES : NO_MODULES + "\n\n" + refused;
    }

    private static SwapReport await(CompletionStage<SwapReport> operation, long seconds) throws InterruptedException {
        try {
            return operation.toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("not done after " + seconds
                    + " s; it goes on, and module:list and module:info show what becomes of it", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("not done: " + e.getCause().getMessage(), e);
        }
    }
}
