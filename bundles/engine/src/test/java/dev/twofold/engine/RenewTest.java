/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.server.ServerRef;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a module leaves in a thread goes with the thread. */
class RenewTest extends PuppetStage {

    private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

    @Test
    void takesNoTurnOnAThreadOfBeforeTheRenewal() throws Exception {
        ThreadLocal<String> left = new ThreadLocal<>();
        List<ServerRef> servers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            servers.add(start("a" + i));
        }
        onEachThread(servers, context -> {
            left.set("left behind");
            return "done";
        });
        await("all threads are idle", () -> servers.stream().noneMatch(server -> ((Server) server).isRunning()));
        engine.forgetRemovedCode();
        assertThat(onEachThread(servers, context -> String.valueOf(left.get()))).containsOnly("null");
    }

    /** Runs it in all these servers at the same time. */
    private static List<Object> onEachThread(List<ServerRef> servers, Puppet.Act act) throws Exception {
        CyclicBarrier together = new CyclicBarrier(servers.size());
        List<CompletableFuture<Object>> replies = new ArrayList<>();
        for (ServerRef server : servers) {
            replies.add(server.sendRequest(Puppet.act(context -> {
                together.await(10, TimeUnit.SECONDS);
                return act.run(context);
            })).toCompletableFuture());
        }
        List<Object> results = new ArrayList<>();
        for (CompletableFuture<Object> reply : replies) {
            results.add(reply.get(10, TimeUnit.SECONDS));
        }
        return results;
    }
}
