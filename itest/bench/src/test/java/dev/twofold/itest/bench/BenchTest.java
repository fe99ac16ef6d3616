/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs every benchmark with sizes that say nothing about speed. */
class BenchTest {

    private static final List<String> SMALL = List.of("warm=0", "reps=1", "secs=0.01", "shapes=c4s4,c4s1",
            "producers=1,3", "casts=300", "sizes=10000", "swaps=3", "crowds=1,3000", "upgrades=3");

    /** Each kind of client that there is here. */
    private static final List<String> CLIENTS = Stream.of("", ".server_client", ".virtual_client")
            .filter(client -> !client.equals(".virtual_client") || Clients.virtual().isPresent()).toList();

    private static List<Figure> measure(Benchmark benchmark) throws Exception {
        List<Figure> figures = new ArrayList<>();
        benchmark.run(new Harness(Options.parse(SMALL), figures::add));
        assertThat(figures).allSatisfy(figure -> assertThat(figure.median()).as(figure.name())
                .isGreaterThanOrEqualTo(figure.name().endsWith(".failed_calls") ? 0 : Double.MIN_VALUE));
        return figures;
    }

    private static List<String> names(String prefix, List<String> variants) {
        return Stream.of("", ".nonblocking").flatMap(kind -> variants.stream().map(each -> prefix + kind + each))
                .toList();
    }

    @Test
    void measuresTheLatencyOfCalls() throws Exception {
        List<String> variants = Stream.of(CLIENTS, List.of(".5s_limit", ".named", ".busy", ".supervised"),
                CLIENTS.stream().map(client -> ".after_3_swaps" + client).toList()).flatMap(List::stream).toList();
        assertThat(measure(new CallLatency())).extracting(Figure::name)
                .containsExactlyInAnyOrderElementsOf(names("call_latency", variants));
    }

    @Test
    void measuresTheThroughputOfCalls() throws Exception {
        assertThat(measure(new CallThroughput())).extracting(Figure::name)
                .containsExactlyInAnyOrderElementsOf(Stream.of("call_throughput.c4s4", "call_throughput.c4s1")
                        .flatMap(name -> names(name, CLIENTS).stream()).toList());
    }

    @Test
    void measuresTheThroughputOfCasts() throws Exception {
        assertThat(measure(new CastThroughput())).extracting(Figure::name)
                .containsExactlyInAnyOrderElementsOf(Stream.of("cast_throughput.p1", "cast_throughput.p3")
                        .flatMap(name -> names(name, CLIENTS).stream()).toList());
    }

    @Test
    void measuresStartsAndTheHeapOfIdleServers() throws Exception {
        assertThat(measure(new Spawn())).extracting(Figure::name).containsExactly("spawn.10k", "spawn.10k.heap",
                "spawn.10k.supervised", "spawn.10k.supervised.heap", "spawn.10k.nonblocking",
                "spawn.10k.nonblocking.heap", "spawn.10k.nonblocking.supervised",
                "spawn.10k.nonblocking.supervised.heap", "spawn.10k.async", "spawn.10k.async.heap",
                "spawn.10k.named", "spawn.10k.named.heap");
    }

    @Test
    void measuresWhatAnUpgradeCosts() throws Exception {
        List<String> names = Stream.of("upgrade_pause.1", "upgrade_pause.3000")
                .flatMap(name -> names(name, List.of("", ".precopy")).stream())
                .flatMap(name -> Stream.of("total", "longest_call_first", "longest_call_last", "phase_gate",
                        "phase_change", "phase_commit").map(figure -> name + "." + figure))
                .toList();
        assertThat(measure(new UpgradePause())).extracting(Figure::name).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void measuresWhatARehearsalCosts() throws Exception {
        assertThat(measure(new Rehearse())).extracting(Figure::name)
                .containsExactlyInAnyOrderElementsOf(Stream.of("rehearse.1", "rehearse.1.way_back", "rehearse.3000",
                        "rehearse.3000.way_back").flatMap(name -> Stream.of("total", "longest_call_first",
                                "longest_call_last").map(figure -> name + "." + figure)).toList());
    }

    @Test
    void measuresCallsDuringUpgrades() throws Exception {
        assertThat(measure(new LoadUnderUpgrade())).extracting(Figure::name)
                .containsExactlyInAnyOrderElementsOf(names("load_under_upgrade",
                        List.of(".calls_no_upgrade", ".calls_with_upgrades", ".ratio", ".max_latency_with_upgrades",
                                ".failed_calls", ".back_to_back.ratio", ".back_to_back.upgrades")));
    }

    @Test
    void measuresPurgesAndConversions() throws Exception {
        assertThat(measure(new Purge())).extracting(Figure::name)
                .containsExactlyElementsOf(names("purge.10000", List.of(".hard_purge_kills")));
        assertThat(measure(new ConversionCost())).extracting(Figure::name).containsExactly("conversion.flat_record",
                "conversion.nested_record.1", "conversion.nested_record.10", "conversion.nested_record.100",
                "conversion.code_change");
    }

    @Test
    void measuresOnlyWhatIsWanted() throws Exception {
        List<Figure> figures = new ArrayList<>();
        List<String> options = new ArrayList<>(SMALL);
        options.add("only=^cast_throughput.p3$");
        new CastThroughput().run(new Harness(Options.parse(options), figures::add));
        assertThat(figures).extracting(Figure::name).containsExactly("cast_throughput.p3");
    }

    @Test
    void printsTheMiddleValue() {
        assertThat(new Figure("a", "ns/call", List.of(30.0, 10.0, 12345.6))).hasToString("a: 30.0 ns/call");
        assertThat(new Figure("a", "calls/s", List.of(12345.6))).hasToString("a: 12346 calls/s");
    }
}
