/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.itest.bench.peers.Program.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is read from the programs, and what is made of it. */
class VerdictTest {

    private static final Rival ERLANG = new Rival("erlang", "calls.median");
    private static final Rival ACTORS = new Rival("pekko", "call_throughput.actor_client");

    private static Round round(String unit, double ours, double erlang, double pekko) {
        return new Round(Map.of("call_throughput.c8s1", new Value(ours, unit), "call_latency", new Value(ours, unit)),
                Map.of("erlang", Map.of(ERLANG.figure(), new Value(erlang, unit)), "pekko",
                        Map.of(ACTORS.figure(), new Value(pekko, unit))));
    }

    @Test
    void readsFiguresWithAndWithoutThePeersName() {
        Map<String, Value> figures = new HashMap<>();
        for (String line : List.of("# pekko java 17", "#raw\tpekko\tcall_latency\tns/call\t1",
                "pekko-tuned@25 call_latency.actor_client: 365.0 ns/call", "call_latency.round_trip.median: 1353 ns",
                "spawn.1m.heap: -0.500 bytes/server")) {
            Program.read(line, figures);
        }
        assertThat(figures).containsOnly(Map.entry("call_latency.actor_client", new Value(365, "ns/call")),
                Map.entry("call_latency.round_trip.median", new Value(1353, "ns")),
                Map.entry("spawn.1m.heap", new Value(-0.5, "bytes/server")));
    }

    @Test
    void judgesRatesByTheBestRivalAndTheMiddleRound() {
        List<Round> rounds = List.of(round("calls/s", 30, 10, 20), round("calls/s", 30, 10, 15),
                round("calls/s", 30, 5, 60));
        Verdict verdict = Verdict.of(Goal.ratio("call_throughput.c8s1", 2, ERLANG, ACTORS), rounds).orElseThrow();
        assertThat(verdict.ratios()).extracting(Object::toString).containsExactly(
                "call_throughput.c8s1.vs_erlang: 3.000 x", "call_throughput.c8s1.vs_pekko.actor_client: 1.500 x");
        assertThat(verdict.row()).containsExactly("call_throughput.c8s1", "30.0 calls/s", "pekko.actor_client",
                "1.500 x", "0.500 to 2.000", "at least 2.000 x", "NO");
    }

    @Test
    void judgesTimesTheOtherWayRound() {
        List<Round> rounds = List.of(round("ns/call", 150, 600, 300));
        assertThat(Verdict.of(Goal.ratio("call_latency", 0.5, ERLANG, ACTORS), rounds).orElseThrow().row())
                .containsExactly("call_latency", "150.0 ns/call", "pekko.actor_client", "0.500 x", "",
                        "at most 0.500 x",
                        "yes");
        assertThat(Verdict.of(Goal.absolute("call_latency", 100), rounds).orElseThrow().row())
                .containsExactly("call_latency", "150.0 ns/call", "", "", "", "at most 100.0 ns/call", "NO");
    }

    @Test
    void saysNothingAboutWhatWasNotMeasured() {
        List<Round> rounds = List.of(round("ns/call", 150, 600, 300));
        assertThat(Verdict.of(Goal.absolute("call_latency.virtual_client", 100), rounds)).isEmpty();
        assertThat(Verdict.of(Goal.ratio("call_latency", 1, new Rival("vertx", "call_latency")), rounds)).isEmpty();
    }

    @Test
    void hasAGoalForEachBenchmark() {
        assertThat(Goals.all()).extracting(Goal::benchmark)
                .containsOnly("call_latency", "call_throughput", "cast_throughput", "spawn", "upgrade_pause",
                        "load_under_upgrade", "purge", "conversion");
    }
}
