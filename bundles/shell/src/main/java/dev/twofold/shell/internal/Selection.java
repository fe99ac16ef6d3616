/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.ModuleInfo;
import dev.twofold.module.ModuleManager;
import dev.twofold.module.RevisionInfo.Slot;
import dev.twofold.module.RunningServer;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRegistry;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which of all servers are wanted, and in which order. */
final class Selection {

    /** Words for all orders. */
    static final List<String> WORDS = Stream.concat(Stream.of(Order.values()).map(Names::word), Stream.of(Names
            .word(Load.Order.TIME))).toList();

    private final ModuleManager manager;
    private final List<ServerInfo> servers;

    /** Words for orders of which a server tells what they need; that of time is not among them. */
    private enum Order {
        NAME(Comparator.comparing(ServerInfo::name)), QUEUE(Comparator.comparing(ServerInfo::queueLength)
                .reversed()), HANDLED(Comparator.comparing(ServerInfo::handled).reversed());

        private final Comparator<ServerInfo> comparator;

        Order(Comparator<ServerInfo> comparator) {
            this.comparator = comparator;
        }
    }

    Selection(ModuleManager manager, List<ServerInfo> servers) {
        this.manager = manager;
        this.servers = List.copyOf(servers);
    }

    /** All servers. */
    static Selection of(ModuleManager manager, ServerRegistry registry) {
        return new Selection(manager, registry.servers());
    }

    /** Those below a supervisor, and itself; all if there is no name. */
    Selection supervisor(String name, Tree tree) throws InterruptedException {
        if (name.isEmpty()) {
            return this;
        }
        List<TreeNode> nodes = tree.nodes();
        List<String> names = nodes.stream().map(TreeNode::server).toList();
        int top = names.indexOf(name);
        if (top < 0) {
            throw Names.unknown("supervisor", name, names, "there are no servers");
        }
        Set<String> below = new HashSet<>(Set.of(name));
        for (int i = top + 1; i < nodes.size() && nodes.get(i).depth() > nodes.get(top).depth(); i++) {
            below.add(names.get(i));
        }
        return new Selection(manager, servers.stream().filter(server -> below.contains(server.name())).toList());
    }

    /** Those of a module; all if there is no name. */
    Selection module(String name) {
        if (name.isEmpty()) {
            return this;
        }
        String module = new Modules(manager).find(name).name();
        return new Selection(manager, servers.stream().filter(server -> server.module().equals(module)).toList());
    }

    /** Those that run the revision of a slot or with a version; all if there is no word. */
    Selection revision(String word) {
        if (word.isEmpty()) {
            return this;
        }
        for (Slot slot : Slot.values()) {
            if (Names.word(slot).equals(word)) {
                Set<String> wanted = running(slot);
                return new Selection(manager, servers.stream().filter(server -> wanted.contains(server.name()))
                        .toList());
            }
        }
        Set<String> known = new TreeSet<>(servers.stream().map(ServerInfo::version).toList());
        if (!known.contains(word)) {
            Stream.of(Slot.values()).map(Names::word).forEach(known::add);
            throw Names.unknown("revision that a server runs", word, known, "");
        }
        return new Selection(manager, servers.stream().filter(server -> server.version().equals(word)).toList());
    }

    /** The servers in an order; the greatest numbers come first. */
    List<ServerInfo> sorted(String word) {
        Order order = Stream.of(Order.values()).filter(known -> Names.word(known).equalsIgnoreCase(word)).findFirst()
                .orElseThrow(() -> Names.unknown("order", word, WORDS, ""));
        return servers.stream().sorted(order.comparator).toList();
    }

    private Set<String> running(Slot slot) {
        return manager.modules().stream().map(ModuleInfo::name).flatMap(module -> manager.running(module).stream())
                .filter(server -> server.slot() == slot).map(RunningServer::server).collect(Collectors.toSet());
    }
}
