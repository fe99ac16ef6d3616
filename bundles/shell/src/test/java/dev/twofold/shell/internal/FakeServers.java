/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.Messages;
import dev.twofold.server.ExitReason;
import dev.twofold.server.Requests;
import dev.twofold.server.Call;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.CallTimeoutException;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerRegistry;
import dev.twofold.server.ServerReport;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.ServerStatus;
import dev.twofold.server.Statistics;
import dev.twofold.server.Sys;
import dev.twofold.server.SysEvent;
import dev.twofold.server.Trace;
import dev.twofold.supervisor.ChildInfo;
import dev.twofold.supervisor.Supervisors;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Servers that reply with the text of what they are sent, and a note of what was done with them. */
final class FakeServers implements ServerRegistry, Sys, Messages {

    final List<String> names = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    final List<SysEvent> log = new ArrayList<>();
    final Map<String, ServerInfo> known = new HashMap<>();
    final Map<String, List<ChildInfo>> children = new HashMap<>();
    final Set<String> hanging = new HashSet<>();
    final Set<String> late = new HashSet<>();
    final Map<String, Throwable> failures = new HashMap<>();
    final Set<String> counting = new HashSet<>();

    /** Supervisors that tell their children and do nothing else. */
    Supervisors supervisors() {
        return (Supervisors) Proxy.newProxyInstance(FakeServers.class.getClassLoader(), new Class<?>[] {
                Supervisors.class }, (proxy, method, arguments) -> {
                    if (!method.getName().equals("whichChildren")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    String name = ((ServerRef) arguments[0]).name();
                    if (hanging.contains(name)) {
                        new CountDownLatch(1).await();
                    }
                    List<ChildInfo> list = children.get(name);
                    if (list == null) {
                        throw new IllegalArgumentException(name + " is no supervisor");
                    }
                    return list;
                });
    }

    void add(String name, String module, String version, int queue, long handled) {
        names.add(name);
        known.put(name, new ServerInfo(name, module, "counting", version, ServerStatus.IDLE, queue, handled));
    }

    ChildInfo child(String name) {
        return new ChildInfo(Optional.of(name), ChildInfo.Status.RUNNING, whereis(name), children.containsKey(name),
                "counter", "counting");
    }

    @Override
    public List<ServerInfo> servers() {
        return names.stream().map(name -> known.getOrDefault(name, new ServerInfo(name, "meter", "device", "1.0.0",
                ServerStatus.IDLE, 0, 12))).toList();
    }

    @Override
    public Optional<ServerRef> whereis(String name) {
        return names.contains(name) ? Optional.of(new Echo(name)) : Optional.empty();
    }

    @Override
    public ServerRef named(String name) {
        return new Echo(name);
    }

    @Override
    public ServerRef start(ServerSpec spec) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<ServerRef> startAsync(ServerSpec spec) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <L> Requests<L> requests() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Object parse(String server, String message, List<String> arguments) {
        return message.equals("Total") ? new Total() : message + arguments;
    }

    /** A message that wants a reply. */
    private record Total() implements Call<String> {
    }

    @Override
    public List<String> names(String server) {
        return List.of("Reading", "Total");
    }

    @Override
    public void suspend(ServerRef server, Duration limit) {
        notes.add("suspend " + server.name() + " " + limit.toSeconds());
    }

    @Override
    public void resume(ServerRef server) {
        notes.add("resume " + server.name());
    }

    @Override
    public String state(ServerRef server, Duration limit) {
        return "state of " + server.name();
    }

    @Override
    public void stop(ServerRef server, ExitReason reason, Duration limit) {
        if (late.contains(server.name())) {
            throw new CallTimeoutException(server.name(), limit);
        }
        notes.add("stop " + server.name() + " " + reason + " " + limit.toSeconds());
    }

    @Override
    public void exit(ServerRef server, ExitReason reason) {
        notes.add("exit " + server.name() + " " + reason);
    }

    @Override
    public Optional<Object> rawState(ServerRef server, Duration limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void replaceState(ServerRef server, UnaryOperator<Object> change, Duration limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ServerReport report(ServerRef server, Duration limit) {
        ServerInfo info = servers().stream().filter(known -> known.name().equals(server.name())).findFirst()
                .orElseThrow();
        return new ServerReport(info, Optional.of("meter/supervisor"), Optional.empty(), List.of("device-2"), 3,
                Optional
                        .of(new Statistics(Instant.EPOCH, 7, 5, Duration.ofMillis(2))), log, Optional.of("Reading[1]"),
                List.of(
                        "dev.Device.handleCall(Device.java:7)"), Optional.of("no\nroom"));
    }

    @Override
    public void statistics(ServerRef server, boolean on, Duration limit) {
        notes.add("statistics " + server.name() + " " + on);
        if (on) {
            counting.add(server.name());
        } else {
            counting.remove(server.name());
        }
    }

    @Override
    public Optional<Statistics> statistics(ServerRef server, Duration limit) {
        return counting.contains(server.name())
                ? Optional.of(new Statistics(Instant.EPOCH, 7, 5, Duration.ofMillis(2)))
                : Optional.empty();
    }

    @Override
    public void log(ServerRef server, int events, Duration limit) {
        notes.add("log " + server.name() + " " + events);
    }

    @Override
    public List<SysEvent> log(ServerRef server, Duration limit) {
        return List.copyOf(log);
    }

    @Override
    public Trace trace(ServerRef server, Predicate<SysEvent> tracer, Duration limit) {
        Thread sender = new Thread(() -> log.stream().takeWhile(tracer::test).forEach(event -> {}));
        sender.start();
        notes.add("trace " + server.name());
        return new Trace() {

            @Override
            public boolean isActive() {
                return true;
            }

            @Override
            public void close() {
                notes.add("end of trace");
            }
        };
    }

    private final class Echo implements ServerRef {

        private final String name;

        Echo(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean isAlive() {
            return true;
        }

        @Override
        public Object call(Object request, Duration limit) {
            if (late.contains(name)) {
                throw new CallTimeoutException(name, limit);
            }
            if (failures.containsKey(name)) {
                throw new CallFailedException(name, ExitReason.of(failures.get(name)));
            }
            return name + " got " + request + " within " + limit.toSeconds();
        }

        @Override
        public CompletionStage<Object> sendRequest(Object request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void cast(Object message) {
            notes.add("cast " + name + " " + message);
        }

        @Override
        public void send(Object message) {
            throw new UnsupportedOperationException();
        }
    }
}
