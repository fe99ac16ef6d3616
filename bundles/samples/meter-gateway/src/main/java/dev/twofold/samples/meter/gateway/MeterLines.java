/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.meter.gateway;

import dev.twofold.samples.meter.api.Consumption;
import dev.twofold.samples.meter.api.MeterRequest;
import dev.twofold.samples.meter.api.Reading;
import dev.twofold.samples.meter.api.Total;
import dev.twofold.server.ServerRef;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The line protocol: each line becomes a call to a server, and its reply or failure a line. */
final class MeterLines implements LineService {

    private static final int LONGEST = 200;

    private final Devices devices;
    private final Duration limit;

    MeterLines(Devices devices, Duration limit) {
        this.devices = devices;
        this.limit = limit;
    }

    @Override
    public CompletionStage<String> answer(String line) {
        return CompletableFuture.completedFuture(line)
                .thenApply(MeterLines::parse)
                .thenCompose(this::call)
                .thenApply(MeterLines::format)
                .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> "error " + describe(failure));
    }

    private static MeterRequest parse(String line) {
        if (line.length() > LONGEST) {
            throw new IllegalArgumentException("a line has at most " + LONGEST + " characters");
        }
        String[] words = line.strip().split("\\s+");
        if (words.length == 3 && words[0].equals("reading")) {
            return new Reading(words[1], number(words[2]));
        }
        if (words.length == 2 && words[0].equals("total")) {
            return new Total(words[1]);
        }
        throw new IllegalArgumentException("a line is either 'reading DEVICE KWH' or 'total DEVICE'");
    }

    private static BigDecimal number(String word) {
        try {
            return new BigDecimal(word);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("KWH is not a number", notANumber);
        }
    }

    private CompletionStage<Object> call(MeterRequest request) {
        return server(request).thenCompose(server -> server.sendRequest(request));
    }

    /** Only a reading brings a device into being: asking for a total must not, nor may it pass off a lost one as zero. */
    private CompletionStage<ServerRef> server(MeterRequest request) {
        return request instanceof Reading ? devices.findOrStart(request.device()) : devices.find(request.device());
    }

    private static String format(Object reply) {
        if (reply instanceof BigDecimal total) {
            return "ok " + total.toPlainString();
        }
        if (reply instanceof Consumption consumption) {
            return "total " + consumption.kwh().toPlainString() + " " + consumption.readings();
        }
        throw new IllegalStateException("the server replied " + reply);
    }

    private String describe(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        String text = cause instanceof TimeoutException
                ? "no answer within " + limit.toMillis() + " ms, it may still be handled"
                : Objects.requireNonNullElseGet(cause.getMessage(), cause::toString);
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
