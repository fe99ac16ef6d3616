/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench.peers;

import java.util.ArrayList;
import java.util.List;

/**
 * The goals for messages and starts. On a JDK without virtual threads, a call between two servers whose callbacks may
 * block changes platform threads, twice: there only servers that do not block can reach the first row.
 */
final class Goals {

    private static final String ERLANG = "erlang";
    private static final String PEKKO = "pekko";
    private static final String PEKKO_TUNED = "pekko-tuned";
    private static final String EXECUTOR = "exec";
    private static final String QUASAR = "quasar";
    private static final String VIRTUAL = "vt-ltq";
    private static final String VIRTUAL_LINKED = "vt-lbq";

    private static final String ACTOR = ".actor_client";
    private static final List<String> OWN_CLIENTS = List.of(".server_client", ".virtual_client");
    private static final List<String> ALL_CLIENTS = List.of("", ".server_client", ".virtual_client");

    private Goals() {}

    static List<Goal> all() {
        List<Goal> goals = new ArrayList<>();
        latency(goals);
        throughput(goals);
        for (int producers : new int[] { 1, 8 }) {
            casts(goals, producers);
        }
        spawn(goals);
        upgrades(goals);
        return goals;
    }

    private static void latency(List<Goal> goals) {
        String name = "call_latency";
        Rival erlang = new Rival(ERLANG, name + ".round_trip.median");
        Rival tuned = new Rival(PEKKO_TUNED, name + ACTOR);
        Rival virtual = new Rival(VIRTUAL, name);
        Rival pekko = new Rival(PEKKO, name);
        for (String kind : List.of("", ".nonblocking", ".after_100_swaps", ".nonblocking.after_100_swaps")) {
            for (String client : OWN_CLIENTS) {
                goals.add(Goal.ratio(name + kind + client, 0.35, erlang));
                goals.add(Goal.ratio(name + kind + client, 1, tuned));
                goals.add(Goal.toKnow(name + kind + client, virtual));
            }
            goals.add(Goal.ratio(name + kind, 0.25, pekko));
        }
        goals.add(Goal.absolute(name + ".nonblocking", 200));
        goals.add(Goal.absolute(name + ".nonblocking.after_100_swaps", 200));
        goals.add(Goal.toKnow(name, new Rival(EXECUTOR, name)));
        goals.add(Goal.toKnow(name, new Rival(QUASAR, name)));
        goals.add(Goal.toKnow(name, new Rival(VIRTUAL, name + ".platform_client")));
    }

    private static void throughput(List<Goal> goals) {
        String many = "call_throughput.c64s64";
        String one = "call_throughput.c8s1";
        for (String client : ALL_CLIENTS) {
            goals.add(Goal.ratio(many + client, 3, new Rival(ERLANG, "call_throughput.64c_64s.median")));
            goals.add(Goal.toKnow(many + client, new Rival(VIRTUAL, many)));
            goals.add(Goal.ratio(many + ".nonblocking" + client, 1, new Rival(PEKKO, many + ACTOR),
                    new Rival(PEKKO_TUNED, many + ACTOR)));
            for (String kind : List.of("", ".nonblocking")) {
                goals.add(Goal.ratio(one + kind + client, 3, new Rival(ERLANG, "call_throughput.8c_1s.median")));
            }
            goals.add(Goal.toKnow(one + client, new Rival(VIRTUAL, one)));
            goals.add(Goal.toKnow(one + client, new Rival(PEKKO_TUNED, one + ACTOR)));
        }
    }

    private static void casts(List<Goal> goals, int producers) {
        String name = "cast_throughput.p" + producers;
        for (String client : ALL_CLIENTS) {
            goals.add(Goal.ratio(name + client, 1, new Rival(ERLANG, "cast_throughput." + producers + "p.median"),
                    new Rival(PEKKO_TUNED, name), new Rival(PEKKO_TUNED, name + ACTOR), new Rival(EXECUTOR, name),
                    new Rival(QUASAR, name), new Rival(VIRTUAL, name), new Rival(VIRTUAL_LINKED, name)));
        }
    }

    private static void spawn(List<Goal> goals) {
        String name = "spawn.100k";
        goals.add(Goal.absolute(name, 3_000_000));
        goals.add(Goal.absolute(name + ".async", 3_000_000));
        goals.add(Goal.absolute(name + ".nonblocking", 3_000_000));
        goals.add(Goal.absolute(name + ".nonblocking.supervised", 1_000_000));
        goals.add(Goal.absolute(name + ".heap", 256));
        goals.add(Goal.absolute(name + ".named.heap", 400));
        goals.add(Goal.absolute(name + ".supervised", 1_000_000));
        goals.add(Goal.absolute(name + ".supervised.heap", 400));
        goals.add(Goal.toKnow(name + ".supervised", new Rival(ERLANG, "spawn.supervised_permanent.median")));
        for (String way : List.of("", ".async", ".named")) {
            goals.add(Goal.toKnow(name + way, new Rival(ERLANG, "spawn.start.median")));
            goals.add(Goal.toKnow(name + way, new Rival(PEKKO, name)));
            goals.add(Goal.toKnow(name + way, new Rival(VIRTUAL, name)));
        }
        goals.add(Goal.toKnow(name + ".heap", new Rival(ERLANG, "spawn.start_hibernated.memory_total.median")));
        goals.add(Goal.toKnow(name + ".heap", new Rival(PEKKO, name + ".heap")));
        goals.add(Goal.toKnow(name + ".heap", new Rival(VIRTUAL, name + ".heap")));
    }

    private static void upgrades(List<Goal> goals) {
        pause(goals, 100_000, 200, 60, 10);
        pause(goals, 1_000_000, 1_500, 600, 20);
        for (String kind : List.of("", ".nonblocking")) {
            goals.add(Goal.absolute("load_under_upgrade" + kind + ".ratio", 0.95));
            goals.add(Goal.toKnow("load_under_upgrade" + kind + ".ratio", new Rival(ERLANG,
                    "load_under_upgrade.ratio.median")));
            goals.add(Goal.absolute("load_under_upgrade" + kind + ".failed_calls", 0));
            String purge = "purge.10000" + kind + ".hard_purge_kills";
            goals.add(Goal.absolute(purge, 33));
            goals.add(Goal.ratio(purge, 1, new Rival(ERLANG, "purge.10000.hard_purge_kills.median")));
        }
        goals.add(Goal.absolute("conversion.code_change", 2_000));
    }

    /** Times in milliseconds: all servers, the longest call, and that with states made beforehand. */
    private static void pause(List<Goal> goals, int servers, double total, double longest, double precopied) {
        String name = "upgrade_pause." + servers;
        for (String kind : List.of("", ".nonblocking")) {
            goals.add(Goal.absolute(name + kind + ".total", total));
            goals.add(Goal.toKnow(name + kind + ".total", new Rival(ERLANG, name + ".total.median")));
            for (String call : List.of(".longest_call_first", ".longest_call_last")) {
                goals.add(Goal.absolute(name + kind + call, longest));
                goals.add(Goal.absolute(name + kind + ".precopy" + call, precopied));
                goals.add(Goal.toKnow(name + kind + call, new Rival(ERLANG, name + call + ".median")));
            }
        }
    }
}
