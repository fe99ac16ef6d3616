/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.module;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The gen-server manager: an OSGi service that keeps the two slots of each module, and moves its servers from one revision
 * to the next. It follows Erlang's code server: a load makes the current revision old, and a third one purges the oldest.
 *
 * <p>Operations are carried out one after the other, in the order of the calls, by a thread of the manager. Each answers
 * with a report, also when it was refused; the stage fails only if the manager is stopped first
 * ({@link java.util.concurrent.CancellationException}). A refused operation has changed nothing. Safe from any thread, but
 * waiting for a stage inside a framework callback or a server's callback can wait for itself: do not.
 */
@ProviderType
public interface ModuleManager {

    /**
     * Loads a jar and makes it the current revision of its module; servers that run go over to it. The file is copied
     * before anything else happens and not read again afterwards.
     *
     * <p>The content of the current slot is answered with {@link Outcome#UNCHANGED}, and those of its servers that should
     * have started with the module and do not run are started; the content of the old slot is a {@link #rollback}.
     *
     * @param jar the file
     * @return the report
     */
    CompletionStage<SwapReport> load(Path jar);

    /**
     * Goes back to the revision in the old slot. The two slots change places.
     *
     * @param module symbolic name
     * @return the report; refused if there is no such module or its old slot is empty
     */
    CompletionStage<SwapReport> rollback(String module);

    /**
     * Removes the revision in the old slot, and kills the servers that still run it.
     *
     * @param module symbolic name
     * @return the report; refused if there is no such module, {@link Outcome#UNCHANGED} if its old slot is empty
     */
    CompletionStage<SwapReport> purge(String module);

    /**
     * Ends all servers of a module with {@code shutdown} and removes both its revisions.
     *
     * @param module symbolic name
     * @return the report; refused if there is no such module
     */
    CompletionStage<SwapReport> unload(String module);

    /**
     * All modules, by name. Reads what is there at this moment and does not wait for operations. What was there before a
     * restart is listed from the moment when the service is registered: who finds a module missing may load it again.
     *
     * @return the modules
     */
    List<ModuleInfo> modules();

    /**
     * What was refused and has not been put right since, newest last: a later success for the same source removes its
     * entry, and so does {@link #forget}.
     *
     * @return the refusals
     */
    List<Refusal> refusals();

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
