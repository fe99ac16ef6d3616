/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.server.After;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.CallTimeoutException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.NameTakenException;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.StartFailedException;
import dev.twofold.server.Timeout;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules of gen_server and sys, one server at a time. */
class ServerTest {

    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(30);

    private final Engine engine = new Engine();
    private final Bank bank = new Bank();

    @BeforeEach
    void loadCode() {
        engine.group("bank").load(Map.of("bank", new Code<>("bank", "1", "bank", bank)));
    }

    @AfterEach
    void closeEngine() {
        engine.close();
    }

    private ServerRef start(String name) {
        return engine.start(ServerSpec.of("bank", "bank").named(name));
    }

    private Object nextEvent() throws InterruptedException {
        return bank.events.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void handlesMessagesOfOneSenderInOrder() {
        ServerRef server = start("a");
        server.cast(new Bank.Add(1));
        server.send("two");
        assertThat(server.call(new Bank.Add(3))).isEqualTo(3);
        assertThat(server.call(new Bank.Read())).isEqualTo(List.of(1, "two", 3));
    }

    @Test
    void dropsTheReplyThatComesAfterTheLimit() throws Exception {
        ServerRef server = start("a");
        CountDownLatch release = new CountDownLatch(1);
        Bank.Block block = new Bank.Block(new CountDownLatch(1), release);
        assertThatThrownBy(() -> server.call(block, SHORT)).isInstanceOf(CallTimeoutException.class)
                .hasMessageContaining("a").hasMessageContaining("30 ms");
        release.countDown();
        assertThat(server.call(new Bank.Add(1))).isEqualTo(1);
    }

    @Test
    void tellsCallerThatNobodyHasTheName() {
        assertThatThrownBy(() -> engine.named("nobody").call(new Bank.Read()))
                .isInstanceOfSatisfying(CallFailedException.class, failed -> {
                    assertThat(failed.reason()).isEqualTo(ExitReason.NOPROC);
                    assertThat(failed.server()).isEqualTo("nobody");
                });
        engine.named("nobody").cast("ignored");
    }

    @Test
    void refusesToCallItself() {
        ServerRef server = start("a");
        assertThatThrownBy(() -> server.call(new Bank.Ask(server, new Bank.Read())))
                .isInstanceOf(CallFailedException.class).hasMessageContaining("calling_self");
    }

    @Test
    void answersLaterThroughFrom() throws Exception {
        ServerRef server = start("a");
        var reply = server.sendRequest(new Bank.Defer()).toCompletableFuture();
        assertThat(server.call(new Bank.Read())).isEqualTo(List.of());
        assertThat(reply).isNotDone();
        server.cast(new Bank.ReplyLater("late"));
        assertThat(reply.get(10, TimeUnit.SECONDS)).isEqualTo("late");
    }

    @Test
    void failsDeferredAndWaitingCallersWhenItEnds() throws Exception {
        ServerRef server = start("a");
        var deferred = server.sendRequest(new Bank.Defer()).toCompletableFuture();
        server.cast(new Bank.Throw(new IllegalStateException("broken")));
        var waiting = server.sendRequest(new Bank.Read()).toCompletableFuture();
        for (var call : List.of(deferred, waiting)) {
            assertThat(call).failsWithin(10, TimeUnit.SECONDS).withThrowableThat()
                    .withCauseInstanceOf(CallFailedException.class);
        }
        assertThat(nextEvent()).isEqualTo("terminated: java.lang.IllegalStateException: broken");
        assertThat(server.isAlive()).isFalse();
        assertThat(engine.whereis("a")).isEmpty();
    }

    @Test
    void endsWithTheFailureOfItsCallback() {
        ServerRef server = start("a");
        assertThatThrownBy(() -> server.call(new Bank.Throw(new StackOverflowError())))
                .isInstanceOf(CallFailedException.class).hasMessageContaining("StackOverflowError");
        assertThatThrownBy(() -> server.call(new Bank.Read())).isInstanceOf(CallFailedException.class)
                .hasMessageContaining("noproc");
    }

    @Test
    void endsOnABadReturnValue() {
        ServerRef server = start("a");
        assertThatThrownBy(() -> server.call("null, please")).isInstanceOf(CallFailedException.class)
                .hasMessageContaining("bad_return_value");
    }

    @Test
    void repliesAfterTerminateWhenItStops() throws Exception {
        ServerRef server = start("a");
        assertThat(server.call(new Bank.End(ExitReason.NORMAL, "bye"))).isEqualTo("bye");
        assertThat(nextEvent()).isEqualTo("terminated: normal");
        ServerRef other = start("b");
        assertThatThrownBy(() -> other.call(new Bank.End(ExitReason.SHUTDOWN, null)))
                .isInstanceOf(CallFailedException.class).hasMessageContaining("shutdown");
    }

    @Test
    void tellsMonitorsOnceWhenTheNameIsFree() throws Exception {
        ServerRef watcher = start("watcher");
        ServerRef watched = start("watched");
        watcher.call(new Bank.Watch(watched));
        engine.sys().stop(watched, ExitReason.SHUTDOWN, LONG);
        assertThat(nextEvent()).isEqualTo("terminated: shutdown");
        assertThat(nextEvent()).isEqualTo(ExitReason.SHUTDOWN);
        start("watched");
        watcher.call(new Bank.Watch(watched));
        assertThat(nextEvent()).isEqualTo(ExitReason.NOPROC);
    }

    @Test
    void refusesANameThatIsTaken() {
        ServerRef holder = start("a");
        assertThatThrownBy(() -> start("a")).isInstanceOfSatisfying(NameTakenException.class,
                taken -> assertThat(taken.holder()).isSameAs(holder));
    }

    @Test
    void freesTheNameWhenInitDoesNotSucceed() {
        for (Object argument : List.of(new IllegalStateException("no"), ExitReason.of("no"), ExitReason.IGNORE)) {
            ServerSpec spec = ServerSpec.of("bank", "bank").named("a").with(argument);
            assertThatThrownBy(() -> engine.start(spec)).isInstanceOf(StartFailedException.class);
            assertThat(engine.whereis("a")).isEmpty();
        }
        assertThat(bank.events).isEmpty();
        assertThat(start("a").isAlive()).isTrue();
    }

    @Test
    void killsAServerWhoseInitTakesTooLong() {
        Bank.Block block = new Bank.Block(new CountDownLatch(1), new CountDownLatch(1));
        ServerSpec spec = ServerSpec.of("bank", "bank").named("a").with(block);
        ServerSpec quick = spec.initWithin(SHORT);
        assertThatThrownBy(() -> engine.start(quick)).isInstanceOf(StartFailedException.class)
                .hasMessageContaining("timeout");
        assertThat(engine.whereis("a")).isEmpty();
        block.release().countDown();
    }

    @Test
    void namesWhatThereIsWhenModuleOrTypeIsUnknown() {
        assertThatThrownBy(() -> engine.start(ServerSpec.of("bonk", "bank"))).hasMessageContaining("loaded are: bank");
        assertThatThrownBy(() -> engine.start(ServerSpec.of("bank", "x"))).hasMessageContaining("it has: bank");
    }

    @Test
    void firesATimeoutUnlessAMessageComesFirst() throws Exception {
        ServerRef server = start("a");
        server.call(new Bank.WaitFor(SHORT));
        assertThat(nextEvent()).isEqualTo(Timeout.TIMEOUT);
        server.call(new Bank.WaitFor(Duration.ofMillis(200)));
        server.call(new Bank.Add("first"));
        server.call(new Bank.WaitFor(Duration.ZERO));
        assertThat(nextEvent()).isEqualTo(Timeout.TIMEOUT);
        assertThat(server.call(new Bank.Read())).isEqualTo(List.of("timeout", "first", "timeout"));
    }

    @Test
    void continuesBeforeAnyWaitingMessage() {
        ServerRef server = engine
                .start(ServerSpec.of("bank", "bank").named("a").with(After.continueWith("from init")));
        server.call(new Bank.ContinueWith("from call"));
        assertThat(server.call(new Bank.Read())).isEqualTo(List.of("from init", "from call"));
    }

    @Test
    void holdsMessagesWhileSuspended() {
        ServerRef server = start("a");
        engine.sys().suspend(server, LONG);
        engine.sys().suspend(server, LONG);
        server.cast(new Bank.Add(1));
        assertThatThrownBy(() -> server.call(new Bank.Add(2), SHORT)).isInstanceOf(CallTimeoutException.class);
        assertThat(engine.sys().state(server, LONG)).isEqualTo("Seen[items=[]]");
        engine.sys().resume(server);
        assertThat(server.call(new Bank.Read())).isEqualTo(List.of(1, 2));
    }

    @Test
    void givesUpToSuspendAServerThatHangs() throws Exception {
        ServerRef server = start("a");
        Bank.Block block = new Bank.Block(new CountDownLatch(1), new CountDownLatch(1));
        server.cast(block);
        assertThat(block.entered().await(10, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> engine.sys().suspend(server, SHORT)).isInstanceOf(CallTimeoutException.class);
        block.release().countDown();
        assertThat(server.call(new Bank.Add(1))).isEqualTo(1);
    }

    @Test
    void stopsASuspendedServer() {
        ServerRef server = start("a");
        engine.sys().suspend(server, LONG);
        engine.sys().stop(server, ExitReason.NORMAL, LONG);
        assertThat(server.isAlive()).isFalse();
    }

    @Test
    void answersCallersAtOnceWhenKilledInACallbackThatHangs() throws Exception {
        ServerRef server = start("a");
        Bank.Block block = new Bank.Block(new CountDownLatch(1), new CountDownLatch(1));
        var call = server.sendRequest(block).toCompletableFuture();
        assertThat(block.entered().await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(engine.group("bank").kill(engine.group("bank").codes().values())).isEqualTo(1);
        assertThat(call).failsWithin(10, TimeUnit.SECONDS).withThrowableThat().havingCause()
                .isInstanceOf(CallFailedException.class).withMessageContaining("killed");
        assertThat(engine.whereis("a")).isEmpty();
        assertThat(bank.events).isEmpty();
        block.release().countDown();
    }

    @Test
    void listsServersWithWhatTheyRun() {
        start("b");
        start("a").call(new Bank.Add(1));
        assertThat(engine.servers()).extracting(ServerInfo::name).containsExactly("a", "b");
        assertThat(engine.servers().get(0).version()).isEqualTo("1");
    }

    @Test
    void refusesNullAndNegativeLimits() {
        ServerRef server = start("a");
        assertThatThrownBy(() -> server.cast(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> server.call("x", Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThat(server.call(new Bank.Read())).isEqualTo(List.of());
    }
}
