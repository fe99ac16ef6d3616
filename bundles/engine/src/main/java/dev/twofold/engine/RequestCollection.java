/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.ExitReason;
import dev.twofold.server.InterruptedCallException;
import dev.twofold.server.Requests;
import dev.twofold.server.Response;
import dev.twofold.server.ServerRef;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Requests under way; their outcomes come in on the threads that give them. */
final class RequestCollection<L> implements Requests<L> {

    private final Engine engine;
    private BlockingQueue<Response<L>> responses = new LinkedBlockingQueue<>();
    private int open;

    RequestCollection(Engine engine) {
        this.engine = engine;
    }

    @Override
    public void send(ServerRef ref, Object request, L label) {
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(label, "label");
        engine.serverOf(ref).ifPresentOrElse(
                server -> server.send(new CollectedRequest<>(server, request, Running.here(), label, responses)),
                () -> responses.add(CollectedRequest.failed(label, ExitReason.NOPROC)));
        open++;
    }

    @Override
    public Optional<Response<L>> take(Duration limit) {
        Request.checkLimit(limit);
        if (open == 0) {
            return Optional.empty();
        }
        Optional<Response<L>> response = Optional.ofNullable(responses.poll());
        if (response.isEmpty() && !limit.isZero()) {
            response = await(Deadline.nanos(limit));
        }
        open -= response.isPresent() ? 1 : 0;
        return response;
    }

    private Optional<Response<L>> await(long nanos) {
        Object[] arrived = new Object[1];
        try {
            engine.pool().blocking(() -> arrived[0] = responses.poll(nanos, TimeUnit.NANOSECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedCallException("of " + open + " requests");
        }
        @SuppressWarnings("unchecked") // it has just come out of that queue
        Response<L> response = (Response<L>) arrived[0];
        return Optional.ofNullable(response);
    }

    @Override
    public void abandon() {
        responses = new LinkedBlockingQueue<>();
        open = 0;
    }

    @Override
    public int size() {
        return open;
    }
}
