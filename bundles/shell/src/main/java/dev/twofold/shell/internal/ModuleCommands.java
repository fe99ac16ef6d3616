/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.ModuleInfo;
import dev.twofold.module.ModuleManager;
import dev.twofold.module.PastSwap;
import dev.twofold.module.PurgedRevision;
import dev.twofold.module.Refusal;
import dev.twofold.module.RevisionInfo;
import dev.twofold.module.RunningServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Commands that tell what modules there are and change nothing. */
@Component(service = ModuleCommands.class)
@GogoCommand(scope = "module", function = { "list", "info", "running", "holders", "history", "why" })
@Descriptor("modules and their revisions")
public final class ModuleCommands extends OurCommands {

    /** What a garbage collection has found is told by another thread. */
    private static final long SETTLE_MS = 200;

    /** So many operations are listed if no module is named. */
    private static final int MOST_OF_ALL = 100;

    private static final String UNKNOWN_HOLDER = "not known: it goes with a garbage collection "
            + "(module:holders --gc asks for one), unless another bundle keeps an object of it";
    private static final String SURVIVED = "not known, and it has survived a garbage collection: if no operation is under way"
            + " somebody keeps an object or a thread of it; a heap dump tells who (jcmd PID GC.heap_dump FILE)";

    private static final List<Table.Column<RevisionInfo>> REVISION = List.of(
            new Table.Column<>("module", revision -> revision.id().module()),
            new Table.Column<>("slot", Texts::slot),
            new Table.Column<>("version", revision -> revision.id().version()),
            new Table.Column<>("hash", revision -> revision.id().shortHash()),
            new Table.Column<>("bundle", RevisionInfo::bundleId),
            new Table.Column<>("state", RevisionInfo::bundleState),
            new Table.Column<>("servers", RevisionInfo::servers));

    private static final List<Table.Column<RunningServer>> RUNNING = List.of(
            new Table.Column<>("server", RunningServer::server),
            new Table.Column<>("type", RunningServer::type),
            new Table.Column<>("version", running -> running.revision().version()),
            new Table.Column<>("hash", running -> running.revision().shortHash()),
            new Table.Column<>("slot", running -> Names.word(running.slot())));

    private final ModuleManager manager;
    private final Modules modules;

    /**
     * The commands.
     *
     * @param manager what they work on
     */
    @Activate
    public ModuleCommands(@Reference ModuleManager manager) {
        this.manager = manager;
        this.modules = new Modules(manager);
    }

    /**
     * Lists the revisions, and below them what was refused.
     *
     * @return the revisions, current before old
     */
    @Descriptor("""
            lists the revisions of all modules, and what was refused
            slot: current (new servers run it) or old (kept for going back)
            hash: the beginning of the jar's SHA-256
            bundle, state: id and state of its bundle, as lb shows it; an old revision that no server runs is stopped
            servers: how many servers run it
            refused, not running: name of the file, or of the module; module:why NAME tells the whole reason""")
    public List<RevisionInfo> list() {
        List<RevisionInfo> revisions = manager.modules().stream()
                .flatMap(module -> Stream.of(module.current(), module.old()))
                .flatMap(revision -> revision.stream())
                .toList();
        List<Refusal> refusals = manager.refusals();
        String refused = new Table<>(refusal(refusals.stream().map(
                Refusal::reason).allMatch(Texts::isRefusal) ? "refused" : "not running"), refusals, refusals.stream()
                        .map(Refusal::reason).anyMatch(Texts::isCut)
                                ? "module:why NAME tells the whole reason; NAME is that of the module or of what was refused"
                                : "").text();
        return new Table<>(REVISION, revisions, revisions.isEmpty() ? withHint(refused) : refused);
    }

    /**
     * Tells all about a module.
     *
     * @param name its symbolic name
     * @return the module
     */
    @Descriptor("shows a module, both its revisions and what was last done with it")
    public ModuleInfo info(@Descriptor("name of the module") Name name) {
        return modules.find(Name.text(name));
    }

    /**
     * Tells who runs what.
     *
     * @param name the module's symbolic name
     * @return its servers, those of the old revision first
     */
    @Descriptor("""
            lists which server of a module runs which revision
            slot: current or old; module:upgrade moves servers from old to current""")
    public List<RunningServer> running(@Descriptor("name of the module") Name name) {
        return Table.or("no server of " + Name.text(name) + " runs", RUNNING, manager.running(modules.find(Name.text(
                name))
                .name()));
    }

    /**
     * Tells what keeps revisions alive that have gone.
     *
     * @param collect whether to ask for a garbage collection first
     * @return revisions that still take memory
     * @throws InterruptedException if the operator interrupts the command
     */
    @Descriptor("""
            lists revisions that have gone and still take memory, and what holds them
            since: when its bundle was uninstalled
            held by: what is known of who does: servers, threads, messages, bundles""")
    public List<PurgedRevision> holders(
            @Descriptor("asks for a garbage collection first") @Parameter(names = "--gc", presentValue = "true", absentValue = "false") boolean collect)
            throws InterruptedException {
        if (collect) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(SETTLE_MS);
        }
        return Table.or("nothing is held: all revisions that have gone are collected", held(collect
                ? SURVIVED
                : UNKNOWN_HOLDER), manager.uncollected());
    }

    /**
     * Tells what was done with a module, also before the last restart.
     *
     * @param whole whether reasons are not cut off
     * @param names the module's symbolic name; none for all
     * @return its operations, the latest first
     */
    @Descriptor("""
            lists what was done with a module, or with all, the latest first, also before restarts
            outcome: what became of it, such as UPGRADED, ROLLED_BACK or REFUSED
            from, to: the revision that was current before, and the one that it was about; PURGED: the one that went;
            with the hash, as module:list shows it, where one version was there with several contents
            servers: how many servers were changed, or started by a first load
            asked by: shell, folder, or who else it was""")
    public List<PastSwap> history(
            @Descriptor("shows whole reasons") @Parameter(names = "--whole", presentValue = "true", absentValue = "false") boolean whole,
            @Descriptor("name of the module, also of one that is gone; nothing: all of them") String... names) {
        refuseOptions("history", names);
        if (names.length > 1) {
            throw new WrongNameException("module:history takes one name, or none for all modules");
        }
        return names.length == 0 ? ofAll(whole) : of(names[0], whole);
    }

    private Table<PastSwap> of(String name, boolean whole) {
        List<PastSwap> known = manager.history(name);
        List<PastSwap> past = known.isEmpty() ? manager.history(modules.find(name).name()) : known;
        return table(past(Versions.of(past), whole), past, whole, name);
    }

    private Table<PastSwap> ofAll(boolean whole) {
        List<PastSwap> past = manager.history().stream().limit(MOST_OF_ALL).toList();
        List<Table.Column<PastSwap>> columns = new ArrayList<>(past(Versions.of(past), whole));
        columns.add(1, new Table.Column<>("module", PastSwap::module));
        return table(columns, past, whole, "NAME");
    }

    private static Table<PastSwap> table(List<Table.Column<PastSwap>> columns, List<PastSwap> past, boolean whole,
            String name) {
        if (past.isEmpty()) {
            return new Table<>(columns, past, "nothing was done yet");
        }
        boolean cut = !whole && past.stream().map(PastSwap::reason).anyMatch(Texts::isCut);
        String all = past.size() == MOST_OF_ALL ? "module:history NAME goes further back" : "";
        return new Table<>(columns, past, cut ? "module:history --whole " + name + " shows whole reasons" : all);
    }

    /**
     * Tells why a module is not on the newest revision that it was given.
     *
     * @param name the module's symbolic name
     * @return what stands in the way and what to do
     */
    @Descriptor("tells why a module is not on the newest revision that it was given, or why servers are not")
    public String why(@Descriptor("name of the module, or of a file that was refused") Name name) {
        return new Why(manager).text(Name.text(name));
    }

    /** Below the revisions there is also what nobody has refused: what lies in the folder, or has become of servers. */
    private static List<Table.Column<Refusal>> refusal(String heading) {
        return List.of(
                new Table.Column<>(heading, Refusal::source),
                new Table.Column<>("when", refusal -> Texts.time(refusal.time())),
                new Table.Column<>("reason", refusal -> Texts.brief(refusal.reason())));
    }

    private static List<Table.Column<PurgedRevision>> held(String unknown) {
        return List.of(
                new Table.Column<>("module", held -> held.id().module()),
                new Table.Column<>("version", held -> held.id().version()),
                new Table.Column<>("hash", held -> held.id().shortHash()),
                new Table.Column<>("since", held -> Texts.time(held.since())),
                new Table.Column<>("held by", held -> holders(held, unknown)));
    }

    private static String holders(PurgedRevision revision, String unknown) {
        return revision.holders().isEmpty()
                ? unknown
                : revision.holders().stream().map(holder -> Texts.inOneLine(holder.toString())).collect(Collectors
                        .joining("; "));
    }

    private static List<Table.Column<PastSwap>> past(Versions versions, boolean whole) {
        UnaryOperator<String> reason = whole ? Texts::inOneLine : Texts::brief;
        return List.of(
                new Table.Column<>("when", past -> Texts.time(past.started())),
                new Table.Column<>("outcome", PastSwap::outcome),
                new Table.Column<>("from", past -> versions.text(past.from())),
                new Table.Column<>("to", past -> versions.text(past.to())),
                new Table.Column<>("servers", PastSwap::servers),
                new Table.Column<>("took", past -> Texts.duration(past.took())),
                new Table.Column<>("asked by", past -> past.requestedBy().isEmpty() ? "-" : past.requestedBy()),
                new Table.Column<>("reason", past -> reason.apply(past.reason())));
    }

    private static String withHint(String refused) {
        return refused.isEmpty() ? Modules.NONE : Modules.NONE + "\n\n" + refused;
    }
}
