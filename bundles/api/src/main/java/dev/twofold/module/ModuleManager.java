/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.module;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The gen-server manager: an OSGi service that keeps the two slots of each module, and moves its servers from one revision
 * to the next. It follows Erlang's code server: a load makes the current revision old, and a third one purges the oldest.
 *
 * <p>Operations are carried out one after the other, in the order of the calls, by a thread of the manager. Each answers
 * with a report, also when it was refused; the stage fails only if the manager is stopped first
 * ({@link java.util.concurrent.CancellationException}). A refused operation has changed nothing, but for servers that ran
 * the oldest revision and were killed for a load that failed later ({@link PurgePolicy#KILL}). Safe from any thread, but
 * waiting for a stage inside a framework callback or a server's callback can wait for itself: do not.
 *
 * <p>What is tied to a stage without a thread of its own ({@code thenAccept}) runs on the thread that ties it if the stage is
 * complete, and else on one of the manager's that no operation waits for: it may block, and what is tied to the stages of two
 * operations may run at the same time.
 */
@ProviderType
public interface ModuleManager {

    // ---- loading

    /**
     * Loads a jar as the module's policy says; see {@link #load(Path, SwapOptions)}.
     *
     * @param jar the file
     * @return the report
     */
    default CompletionStage<SwapReport> load(Path jar) {
        return load(jar, SwapOptions.DEFAULTS);
    }

    /**
     * Loads a jar and makes it the current revision of its module; the one that was current becomes old. Servers that run go
     * over to it, or stay where they are with {@link UpgradePolicy#LOAD}. The file is copied before anything else happens
     * and not read again afterwards.
     *
     * <p>If both slots are taken, the oldest revision is purged first, as in Erlang: who still runs it is killed, or with
     * {@link PurgePolicy#SOFT} the load is refused and names them.
     *
     * <p>If only one of the two revisions can be active ({@code @SwappableModule(exclusive = true)}), the bundle of the
     * current one stops before that of the next one starts, and calls wait for both.
     *
     * <p>The content of the current slot is answered with {@link Outcome#UNCHANGED}, and those of its servers that should
     * have started with the module and do not run are started; the content of the old slot is a {@link #rollback}.
     *
     * @param jar the file
     * @param options how
     * @return the report
     */
    CompletionStage<SwapReport> load(Path jar, SwapOptions options);

    /**
     * Loads several jars, each of another module, and makes all of them current at the same moment or none: OTP's
     * {@code atomic_load}, and an upgrade of a group of modules. The servers of all of them come to rest behind one gate.
     * They may depend on each other. A jar that is current already takes no part.
     *
     * @param jars the files
     * @param options how; the strategy of several is always {@link SwapStrategy#ATOMIC}
     * @return a report for each jar, in their order; either all are refused or none is
     */
    CompletionStage<List<SwapReport>> loadTogether(List<Path> jars, SwapOptions options);

    /**
     * Loads a jar in place of the current revision without any code change, as a developer does in Erlang's shell: the servers
     * go on with the state that they have. One whose state the new code cannot take ends, and its supervisor starts it
     * again.
     *
     * @param jar the file
     * @param options how
     * @return the report; its first warning says which module is redefined, others of which types no state fits. Servers that
     *     are busy are waited for only shortly: the report has them as {@link ServerChange.Result#STAYED}, and those whose
     *     type the jar does not have
     */
    CompletionStage<SwapReport> redefine(Path jar, SwapOptions options);

    /**
     * Finds out what a {@link #load(Path, SwapOptions)} would do, without doing it. The revision is loaded beside the current
     * one; each server is held alone, for as long as its own state and the messages that wait for it are converted; then all
     * of it is thrown away. Nobody is killed, nothing is purged, and the module's other components do not run in the revision
     * that is tried. Nothing is written down but in the log.
     *
     * <p>Not every load can be rehearsed: not while servers run the oldest revision and both slots are taken, and not that of
     * a revision with components that do not follow the condition {@code twofold.current}, unless the options are forced; nor
     * that of a module of which only one revision can be active.
     *
     * @param jar the file
     * @param options how the load would be done
     * @return what it would do; a load that would be refused is answered, too, with the reason
     */
    CompletionStage<Rehearsal> rehearse(Path jar, SwapOptions options);

    // ---- moving servers between the slots

    /**
     * Moves the servers that still run the old revision to the current one.
     *
     * @param module symbolic name
     * @param options how
     * @return the report; {@link Outcome#UNCHANGED} if no server runs the old revision
     */
    CompletionStage<SwapReport> upgrade(String module, SwapOptions options);

    /**
     * Goes back as the module's policy says; see {@link #rollback(String, SwapOptions)}.
     *
     * @param module symbolic name
     * @return the report
     */
    default CompletionStage<SwapReport> rollback(String module) {
        return rollback(module, SwapOptions.DEFAULTS);
    }

    /**
     * Goes back to the revision in the old slot. The two slots change places, and servers go over as for a load.
     *
     * @param module symbolic name
     * @param options how
     * @return the report; refused if there is no such module or its old slot is empty
     */
    CompletionStage<SwapReport> rollback(String module, SwapOptions options);

    // ---- removing revisions

    /**
     * Removes the revision in the old slot, and kills the servers that still run it. One that is inside a callback ends as
     * well, and its callers are told {@code killed} at once.
     *
     * @param module symbolic name
     * @param options who asks; nothing else of them counts
     * @return the report; refused if there is no such module, {@link Outcome#UNCHANGED} if its old slot is empty
     */
    CompletionStage<SwapReport> purge(String module, SwapOptions options);

    /**
     * The same with the {@linkplain SwapOptions#DEFAULTS defaults}.
     *
     * @param module symbolic name
     * @return the report
     */
    default CompletionStage<SwapReport> purge(String module) {
        return purge(module, SwapOptions.DEFAULTS);
    }

    /**
     * Removes the revision in the old slot if no server runs it: OTP's {@code soft_purge}.
     *
     * @param module symbolic name
     * @param options who asks; nothing else of them counts
     * @return the report; refused, with the servers that run the old revision, if there are any
     */
    CompletionStage<SwapReport> softPurge(String module, SwapOptions options);

    /**
     * The same with the {@linkplain SwapOptions#DEFAULTS defaults}.
     *
     * @param module symbolic name
     * @return the report
     */
    default CompletionStage<SwapReport> softPurge(String module) {
        return softPurge(module, SwapOptions.DEFAULTS);
    }

    /**
     * Makes the current revision old and leaves none current, as OTP's {@code code:delete}: servers that run go on, new ones
     * cannot start before the next load or {@link #rollback}.
     *
     * @param module symbolic name
     * @param options who asks; nothing else of them counts
     * @return the report; refused if there is no such module, or its old slot is taken
     */
    CompletionStage<SwapReport> delete(String module, SwapOptions options);

    /**
     * The same with the {@linkplain SwapOptions#DEFAULTS defaults}.
     *
     * @param module symbolic name
     * @return the report
     */
    default CompletionStage<SwapReport> delete(String module) {
        return delete(module, SwapOptions.DEFAULTS);
    }

    /**
     * Ends all servers of a module with {@code shutdown} and removes both its revisions.
     *
     * @param module symbolic name
     * @param options who asks; nothing else of them counts
     * @return the report; refused if there is no such module
     */
    CompletionStage<SwapReport> unload(String module, SwapOptions options);

    /**
     * The same with the {@linkplain SwapOptions#DEFAULTS defaults}.
     *
     * @param module symbolic name
     * @return the report
     */
    default CompletionStage<SwapReport> unload(String module) {
        return unload(module, SwapOptions.DEFAULTS);
    }

    // ---- what there is

    /**
     * How the operation gets on that is being done at this moment, which can be somebody else's: those that were asked for
     * later wait for it. Rehearsals count as well. For who waits; the servers that have gone over are told by the report.
     *
     * @return empty if nothing is being done
     */
    Optional<SwapProgress> progress();

    /**
     * All modules, by name. Reads what is there at this moment and does not wait for operations. What was there before a
     * restart is listed from the moment when the service is registered: who finds a module missing may load it again.
     *
     * @return the modules
     */
    List<ModuleInfo> modules();

    /**
     * Which server of a module runs which revision. Servers that come or go meanwhile may be listed or not.
     *
     * @param module symbolic name
     * @return its servers, those of the old revision first; empty if there is no such module
     */
    List<RunningServer> running(String module);

    /**
     * Revisions that have gone and whose class loader has not been collected yet, the latest last. It looks through all
     * threads: for an operator, not to be asked all the time.
     *
     * @return what was purged, refused or thrown away and still takes memory
     */
    List<PurgedRevision> uncollected();

    /**
     * What was done with a module, also before restarts and before it was unloaded: the operations that came as far as to
     * know which module they are about. The last {@value PastSwap#MOST_KEPT} are kept.
     *
     * @param module symbolic name
     * @return its operations that have ended, the latest first; empty if there were none
     */
    List<PastSwap> history(String module);

    /**
     * What was done with all modules, as {@link #history(String)} has it of each.
     *
     * @return the operations that have ended, the latest first; empty if there were none
     */
    List<PastSwap> history();

    /**
     * What stands refused, newest last: what the manager could not do by itself, such as starting a module again, until
     * something else is done with the module, and what others have added with {@link #refuse}, until it is loaded or
     * {@link #forget} is called. An operation that is refused is answered to who has asked, and is no standing refusal;
     * {@link #history(String)} has it if it has come as far as the module. Children that a supervisor tries to start again and cannot are told here, too,
     * for as long as it does.
     *
     * @return the refusals
     */
    List<Refusal> refusals();

    /**
     * Adds to the refusals what the caller has refused itself and not handed over at all, so that operators find everything
     * in one list. Takes the place of an earlier refusal of the same source. Changes nothing else.
     *
     * @param source as in {@link Refusal#source}
     * @param reason what was wrong and what to do
     */
    void refuse(String source, String reason);

    /**
     * Drops the refusals of a source, because it has gone.
     *
     * @param source as in {@link Refusal#source}
     */
    void forget(String source);

    /**
     * Reads the manifest of a file and changes nothing. Quick: to be used before {@link #load} to tell modules from other
     * files.
     *
     * @param jar the file
     * @return what it is
     */
    JarInfo inspect(Path jar);
}
