/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.otp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.engine.Otp;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerReport;
import dev.twofold.server.ServerStatus;
import dev.twofold.server.Sys;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is told of a server, and whom the functions for operators do not work on. */
class SysTest extends Stage {

    @Test
    @Otp(121)
    void reportsAllThatIsKnownOfAServer() {
        ServerRef parent = engine.start(spec(new Script()).named("parent"));
        ServerRef server = startChild(parent, new Script());
        order(parent, context -> context.monitor(server));
        sys.statistics(server, true, LONG);
        sys.log(server, 10, LONG);
        server.call("request", LONG);

        ServerReport running = sys.report(server, LONG);
        sys.suspend(server, LONG);
        ServerReport suspended = sys.report(server, LONG);

        assertThat(running.info().name()).isEqualTo(server.name());
        assertThat(running.info().module()).isEqualTo("stage");
        assertThat(running.info().status()).isNotEqualTo(ServerStatus.SUSPENDED);
        assertThat(suspended.info().status()).isEqualTo(ServerStatus.SUSPENDED);
        assertThat(running.parent()).contains("parent");
        assertThat(running.links()).containsExactly("parent");
        assertThat(running.watchers()).isEqualTo(1);
        assertThat(running.state()).contains("[request]");
        assertThat(running.statistics()).get().extracting("messagesIn").isEqualTo(1L);
        assertThat(running.log()).extracting("text").contains("request");
        assertThat(running.currentMessage()).isEmpty();
        assertThat(running.lastError()).isEmpty();
    }

    /** OTP's status cannot be had of a process that hangs. */
    @Test
    void reportsWhereAServerHangs() throws Exception {
        ServerRef server = start();
        occupy(server);

        ServerReport report = sys.report(server, SHORT);

        assertThat(report.state()).isEmpty();
        assertThat(report.currentMessage()).isPresent();
        assertThat(report.stack()).anyMatch(frame -> frame.contains("Pause.enter"));
    }

    @Test
    void reportsWhyTheLastServerOfThatNameEnded() {
        ServerRef server = engine.start(spec(new Script()).named("a"));
        sys.stop(server, BORED, LONG);

        ServerRef next = engine.start(spec(new Script()).named("a"));

        assertThat(sys.report(next, LONG).lastError()).get().asString().contains("bored");
    }

    static Stream<Named<BiConsumer<Sys, ServerRef>>> functions() {
        return Stream.of(function("suspend", (sys, server) -> sys.suspend(server, LONG)),
                function("resume", Sys::resume),
                function("state", (sys, server) -> sys.state(server, LONG)),
                function("rawState", (sys, server) -> sys.rawState(server, LONG)),
                function("replaceState", (sys, server) -> sys.replaceState(server, state -> state, LONG)),
                function("set statistics", (sys, server) -> sys.statistics(server, true, LONG)),
                function("get statistics", (sys, server) -> sys.statistics(server, LONG)),
                function("set log", (sys, server) -> sys.log(server, 1, LONG)),
                function("get log", (sys, server) -> sys.log(server, LONG)),
                function("trace", (sys, server) -> sys.trace(server, event -> true, LONG)),
                function("stop", (sys, server) -> sys.stop(server, ExitReason.NORMAL, LONG)));
    }

    private static Named<BiConsumer<Sys, ServerRef>> function(String name, BiConsumer<Sys, ServerRef> function) {
        return Named.of(name, function);
    }

    @ParameterizedTest
    @MethodSource("functions")
    @Otp(126)
    void failsForNobodyAndForItself(BiConsumer<Sys, ServerRef> function) {
        ServerRef server = start();
        ServerRef ended = start();
        sys.stop(ended, ExitReason.NORMAL, LONG);

        assertThat(failureOf(() -> function.accept(sys, ended))).isEqualTo(ExitReason.NOPROC);
        assertThat(failureOf(() -> function.accept(sys, engine.named("nobody")))).isEqualTo(ExitReason.NOPROC);
        ExitReason failure = ask(server, context -> failureOf(() -> function.accept(sys, context.self())));
        assertThat(failure).isEqualTo(ExitReason.CALLING_SELF);
        assertThat(server.call("alive", LONG)).isEqualTo("alive");
    }

    @Test
    @Otp(126)
    void reportsNothingOfNobody() {
        assertThat(failureOf(() -> sys.report(engine.named("nobody"), LONG))).isEqualTo(ExitReason.NOPROC);
    }

    @Test
    void reportsOfItself() {
        ServerRef server = start();

        ServerReport report = ask(server, context -> sys.report(context.self(), SHORT));

        assertThat(report.info().name()).isEqualTo(server.name());
    }
}
