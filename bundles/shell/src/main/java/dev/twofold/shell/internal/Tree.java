/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.server.CallFailedException;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerRegistry;
import dev.twofold.supervisor.ChildInfo;
import dev.twofold.supervisor.Supervisors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks all supervisors for their children, and none of them for longer than until a deadline. For one thread, once. */
final class Tree {

    private static final String NO_PROCESS = "-";
    private static final String SILENT = ", does not tell its children";

    private final ServerRegistry registry;
    private final Supervisors supervisors;
    private final long deadline;

    private final Map<String, ServerInfo> servers = new LinkedHashMap<>();
    private final Map<String, List<ChildInfo>> children = new LinkedHashMap<>();
    private final Set<String> silent = new HashSet<>();
    private final Set<String> shown = new HashSet<>();
    private final List<TreeNode> nodes = new ArrayList<>();

    Tree(ServerRegistry registry, Supervisors supervisors, Duration limit) {
        this.registry = registry;
        this.supervisors = supervisors;
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    /** All servers, each below its supervisor and those that have none at the left. */
    List<TreeNode> nodes() throws InterruptedException {
        registry.servers().forEach(server -> servers.put(server.name(), server));
        // supervisors answer whenever they come to it, so somebody else waits for them
        ExecutorService asking = Executors.newCachedThreadPool();
        try {
            for (String name : servers.keySet()) {
                ask(asking, name).ifPresent(list -> children.put(name, list));
            }
        } finally {
            asking.shutdownNow();
        }
        Set<String> supervised = new HashSet<>();
        children.values().forEach(list -> list.forEach(child -> child.server().ifPresent(server -> supervised.add(server
                .name()))));
        servers.keySet().stream().filter(name -> !supervised.contains(name)).forEach(name -> add(name, 0));
        return List.copyOf(nodes);
    }

    private Optional<List<ChildInfo>> ask(ExecutorService asking, String name) throws InterruptedException {
        Optional<ServerRef> server = registry.whereis(name);
        if (server.isEmpty()) {
            return Optional.empty();
        }
        Future<List<ChildInfo>> answer = asking.submit(() -> supervisors.whichChildren(server.get()));
        try {
            return Optional.of(answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            answer.cancel(true);
            silent.add(name);
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IllegalArgumentException || e.getCause() instanceof CallFailedException) {
                return Optional.empty(); // no supervisor, or gone
            }
            throw new IllegalStateException(name + " cannot be asked: " + e.getCause().getMessage(), e);
        }
    }

    private void add(String name, int depth) {
        if (!shown.add(name)) {
            return;
        }
        ServerInfo server = servers.get(name);
        if (server != null) {
            nodes.add(new TreeNode(depth, name, server.type(), server.module(), server.version(),
                    Names.word(server.status()) + (silent.contains(name) ? SILENT : "")));
        }
        List<ChildInfo> below = new ArrayList<>(children.getOrDefault(name, List.of()));
        Collections.reverse(below); // in the order of their starts
        for (ChildInfo child : below) {
            String process = child.server().map(ServerRef::name).orElse("");
            if (servers.containsKey(process)) {
                add(process, depth + 1);
            } else {
                nodes.add(new TreeNode(depth + 1, "[" + child.id().orElse(child.type()) + "]", child.type(), child
                        .module(), NO_PROCESS, Names.word(child.status())));
            }
        }
    }
}
