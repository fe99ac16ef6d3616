/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.meter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListenerTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    @Test
    void answersLinesSentAtOnceInTheirOrder() throws IOException {
        Random random = new Random(1);
        Listener listener = listen(line -> CompletableFuture.supplyAsync(() -> line,
                CompletableFuture.delayedExecutor(random.nextInt(3), TimeUnit.MILLISECONDS)), LIMIT);
        LineClient client = connect(listener);

        List<String> lines = IntStream.range(0, 300).mapToObj(Integer::toString).toList();
        client.send(String.join("\n", lines) + "\n");

        for (String line : lines) {
            assertThat(client.receive()).isEqualTo(line);
        }
    }

    @Test
    void handlesNextLineOnlyWhenTheOneBeforeIsAnswered() throws Exception {
        BlockingQueue<CompletableFuture<String>> asked = new LinkedBlockingQueue<>();
        LineClient client = connect(listen(line -> {
            CompletableFuture<String> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
        }, LIMIT));
        client.send("first\nsecond\n");

        CompletableFuture<String> first = asked.poll(10, TimeUnit.SECONDS);
        assertThat(asked.poll(50, TimeUnit.MILLISECONDS)).isNull();
        first.complete("one");
        assertThat(client.receive()).isEqualTo("one");
        asked.poll(10, TimeUnit.SECONDS).complete("two");
        assertThat(client.receive()).isEqualTo("two");
    }

    @Test
    void joinsLineThatComesInPieces() throws IOException {
        LineClient client = connect(listen(CompletableFuture::completedFuture, LIMIT));
        for (char piece : "reading d1 5".toCharArray()) {
            client.send(String.valueOf(piece));
        }

        assertThat(client.ask("")).isEqualTo("reading d1 5");
    }

    @Test
    void answersAllThatWasSentBeforeClientClosedItsSideButNoHalfLine() throws IOException {
        LineClient client = connect(listen(CompletableFuture::completedFuture, LIMIT));
        client.send("one\ntwo\nhal");
        client.sendNothingMore();

        assertThat(client.receive()).isEqualTo("one");
        assertThat(client.receive()).isEqualTo("two");
        assertThat(client.receive()).isNull();
    }

    @Test
    void disconnectsClientThatDoesNotReadAndServesTheOthers() throws IOException {
        String answer = "x".repeat(10_000);
        Listener listener = listen(line -> CompletableFuture.completedFuture(answer), Duration.ofMillis(200));
        LineClient silent = connect(listener);
        String lines = "line\n".repeat(1000);

        assertThatThrownBy(() -> {
            for (int i = 0; i < 10_000; i++) {
                silent.send(lines);
            }
        }).isInstanceOf(SocketException.class);
        assertThat(connect(listener).ask("line")).isEqualTo(answer);
    }

    @Test
    void keepsManyConnectionsOnTwoThreads() throws IOException {
        Listener listener = listen(CompletableFuture::completedFuture, LIMIT);
        List<LineClient> clients = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            clients.add(connect(listener));
        }

        for (int i = 0; i < clients.size(); i++) {
            assertThat(clients.get(i).ask("line " + i)).isEqualTo("line " + i);
        }
        awaitThreads(2);
    }

    @Test
    void totalIsRightWhenManyConnectionsReportOneNewDevice() throws Exception {
        Devices devices = new Devices(new FakeServers());
        Listener listener = listen(new MeterLines(devices, LIMIT), LIMIT);
        List<CompletableFuture<Void>> reporters = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            LineClient client = connect(listener);
            reporters.add(CompletableFuture.runAsync(() -> report(client, 100)));
        }
        CompletableFuture.allOf(reporters.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);

        assertThat(connect(listener).ask("total d1")).isEqualTo("total 40.0 400");
    }

    @Test
    void hasClosedAllWhenCloseReturns() throws IOException {
        Listener listener = listen(CompletableFuture::completedFuture, LIMIT);
        LineClient client = connect(listener);
        client.ask("line");
        int port = listener.address().getPort();
        listener.close();

        assertThat(client.receive()).isNull();
        awaitThreads(0);
        Listener next = Listener.open(port, CompletableFuture::completedFuture, LIMIT);
        open.add(next);
        assertThat(connect(next).ask("line")).isEqualTo("line");
    }

    @Test
    void saysWhichPortIsTaken() throws IOException {
        int port = listen(CompletableFuture::completedFuture, LIMIT).address().getPort();

        assertThatThrownBy(() -> Listener.open(port, CompletableFuture::completedFuture, LIMIT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(String.valueOf(port));
        awaitThreads(2);
    }

    private static void report(LineClient client, int times) {
        try {
            for (int i = 0; i < times; i++) {
                assertThat(client.ask("reading d1 0.1")).startsWith("ok ");
            }
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /** A thread whose work is done takes a moment to end. */
    private static void awaitThreads(long expected) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (threads() != expected && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(threads()).isEqualTo(expected);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("meter-gateway"))
                .count();
    }

    private Listener listen(LineService service, Duration writeLimit) throws IOException {
        Listener listener = Listener.open(0, service, writeLimit);
        open.add(listener);
        return listener;
    }

    private LineClient connect(Listener listener) throws IOException {
        LineClient client = new LineClient(listener.address());
        open.add(client);
        return client;
    }
}
