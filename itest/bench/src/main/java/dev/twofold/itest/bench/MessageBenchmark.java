/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.server.ServerRef;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The parts of a message's way, one thread sending. Run by JMH. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class MessageBenchmark {

    private static final int BATCH = 1_000;

    private Stage stage;
    private ServerRef plain;
    private ServerRef nonBlocking;
    private ServerRef byName;

    /**
     * Starts the servers.
     *
     * @throws ReflectiveOperationException if their classes cannot be loaded
     */
    @Setup
    public void open() throws ReflectiveOperationException {
        stage = new Stage();
        plain = stage.start(ServerKind.PLAIN);
        nonBlocking = stage.start(ServerKind.NON_BLOCKING, "counter");
        byName = stage.named("counter");
    }

    /** Ends the servers. */
    @TearDown
    public void close() {
        stage.close();
    }

    /**
     * A round trip through another thread.
     *
     * @return the reply
     */
    @Benchmark
    public Object call() {
        return plain.call(Increment.ONE);
    }

    /**
     * A round trip that the caller's thread can do by itself: in and out of the mailbox, and the handler.
     *
     * @return the reply
     */
    @Benchmark
    public Object callNonBlocking() {
        return nonBlocking.call(Increment.ONE);
    }

    /**
     * The same through a reference by name.
     *
     * @return the reply
     */
    @Benchmark
    public Object callNonBlockingByName() {
        return byName.call(Increment.ONE);
    }

    /**
     * A request whose reply comes by a stage.
     *
     * @return the reply
     */
    @Benchmark
    public Object sendRequestToNonBlocking() {
        return nonBlocking.sendRequest(Increment.ONE).toCompletableFuture().join();
    }

    /**
     * Casts while the server handles them, and waits for the last.
     *
     * @return the reply to the call behind them
     */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Object cast() {
        return castBatch(plain);
    }

    /**
     * Casts into a mailbox that nobody empties; then all are handled in one go.
     *
     * @return the reply to the call behind them
     */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Object enqueueThenHandle() {
        stage.suspend(plain);
        for (int i = 0; i < BATCH; i++) {
            plain.cast(new Add(1));
        }
        stage.resume(plain);
        return plain.call(Increment.ONE);
    }

    private static Object castBatch(ServerRef server) {
        for (int i = 0; i < BATCH; i++) {
            server.cast(new Add(1));
        }
        return server.call(Increment.ONE);
    }
}
