/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.code.ChangeContext;
import dev.twofold.server.Binding;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.Timer;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Timers of servers whose code changes, or goes. */
class TimerChangeTest extends PinStage {

    private static final ChangeContext NOTHING = null;
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration HOUR = Duration.ofHours(1);

    private PinnedLoader old = new PinnedLoader("1");
    private final PinnedLoader next = new PinnedLoader("2");
    private ServerRef watcher;

    /** A way in which servers go over. */
    enum Way {
        AT_ONCE(upgrade -> upgrade), EARLY(upgrade -> upgrade.precopy(true)), ROLLING(upgrade -> upgrade.rolling(1));

        private final UnaryOperator<Upgrade> how;

        Way(UnaryOperator<Upgrade> how) {
            this.how = how;
        }
    }

    @BeforeEach
    void watch() {
        watcher = start("watcher");
    }

    private static Migration migration(PinnedLoader from, PinnedLoader to, Map<String, Code<?>> codes) {
        Migration migration = new Migration(from, to);
        codes.values().stream().filter(code -> !code.isSupervisor())
                .forEach(code -> migration.add(code, Optional.empty(), NOTHING));
        return migration;
    }

    private void goOver(PinnedLoader from, PinnedLoader to, Way way, Runnable commit) {
        Map<String, Code<?>> codes = to.codes(engine);
        way.how.apply(Upgrade.of(pinned, codes, migration(from, to, codes)).restWithin(LONG)).run(commit::run);
    }

    private ServerRef startOld(ServerSpec spec) {
        pinned.load(old.codes(engine));
        return engine.start(spec);
    }

    /** Has the server send itself a message; by its own callback, as others must. */
    private static Timer later(PinnedLoader from, ServerRef server, Object message, Duration delay) {
        return (Timer) server.call(from.message("later", new Object[] { message, delay }), LONG);
    }

    private static Object pending(ServerRef server) {
        return ((Server) server).timersIfAny().messages().get(0).payload();
    }

    private static ClassLoader loader(Object object) {
        return object.getClass().getClassLoader();
    }

    private Object reported() throws InterruptedException {
        Object message = puppet.infos.poll(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(message).as("what the timer has sent").isNotNull();
        return message;
    }

    // ---- going over

    @ParameterizedTest
    @EnumSource
    void goesOverWithItsServerAndBack(Way way) {
        ServerRef server = startOld(spec("patient"));
        Timer timer = later(old, server, old.message("report", watcher), HOUR);

        goOver(old, next, way, () -> {});
        assertThat(loader(pending(server))).isSameAs(next);
        goOver(next, old, way, () -> {});
        assertThat(loader(pending(server))).isSameAs(old);

        assertThat(timer.cancel()).isTrue();
        assertThat(((Server) server).timersIfAny()).isNull();
    }

    /** If it is due too early, once more, with a longer delay. */
    @ParameterizedTest
    @EnumSource
    void sendsWhatHasGoneOver(Way way) throws Exception {
        sendsAs(next, delay -> {
            ServerRef server = startOld(spec("patient"));
            later(old, server, old.message("report", watcher), delay);
            goOver(old, next, way, () -> {});
        });
    }

    /** The state is made, and with it the message; it is due before they are installed. */
    @ParameterizedTest
    @EnumSource(names = { "AT_ONCE", "EARLY" })
    void sendsOnceWhatIsDueBehindTheGate(Way way) throws Exception {
        sendsAs(next, delay -> {
            ServerRef server = startOld(spec("patient"));
            later(old, server, old.message("report", watcher), delay);
            goOver(old, next, way, () -> await("it is due", () -> waiting(server) == 1 || !puppet.infos.isEmpty()));
        });
        assertThat(puppet.infos).isEmpty();
    }

    private void sendsAs(PinnedLoader expected, Consumer<Duration> change) throws InterruptedException {
        Duration delay = SHORT;
        Object sent;
        do {
            assertThat(delay).isLessThan(LONG);
            pinned.kill(pinned.codes().values());
            change.accept(delay);
            sent = reported();
            delay = delay.multipliedBy(2);
        } while (loader(sent) != expected);
    }

    @Test
    void carriesOverWhatIsStartedWhenTheStateIsMade() throws Exception {
        ServerRef server = startOld(spec("patient"));

        goOver(old, next, Way.AT_ONCE, () -> {
            Server context = (Server) server;
            context.sendAfter(old.message("report", watcher), HOUR);
            context.sendAfter(old.message("report", watcher), Duration.ZERO);
            await("it is due", () -> waiting(server) == 1);
            assertThat(puppet.infos).isEmpty();
        });

        assertThat(loader(reported())).isSameAs(next);
        assertThat(loader(pending(server))).isSameAs(next);
    }

    @ParameterizedTest
    @EnumSource
    void refusesTheUpgradeIfItsMessageDoesNotFit(Way way) {
        ServerRef server = startOld(spec("patient").named("guilty"));
        Object misfit = old.message("hello", old.make("Failure", "message", "state"));
        Timer timer = later(old, server, misfit, HOUR);

        assertThatThrownBy(() -> goOver(old, next, way, () -> {})).isInstanceOf(ChangeFailedException.class)
                .hasMessageContaining("server guilty").hasMessageContaining("Message.with");

        assertThat(pending(server)).isSameAs(misfit);
        assertThat(((Server) server).code().version()).isEqualTo("1");
        assertThat(timer.cancel()).isTrue();
        goOver(old, next, way, () -> {});
        assertThat(((Server) server).code().version()).isEqualTo("2");
    }

    @Test
    void goesOverWithAServerThatIsBoundToTheNewest() {
        ServerRef server = startOld(spec("patient").bound(Binding.NEWEST));
        later(old, server, old.message("report", watcher), HOUR);
        Map<String, Code<?>> codes = next.codes(engine);

        pinned.load(codes, migration(old, next, codes));

        assertThat(server.call(next.message("hello"), LONG)).isEqualTo("hello");
        assertThat(loader(pending(server))).isSameAs(next);
    }

    @Test
    void goesOverInAStateAsItIs() {
        ServerRef server = startOld(spec("patient"));
        Timer timer = later(old, server, old.message("nothing"), HOUR);

        Object carried = new Migration(old, next).message(old.message("keep", timer));

        assertThat(carried).extracting("with").isSameAs(timer);
    }

    // ---- nothing is kept

    @Test
    void letsTheOldRevisionGo() throws Exception {
        ServerRef server = startOld(spec("patient"));
        kept.add(later(old, server, old.message("nothing"), HOUR));
        goOver(old, next, Way.AT_ONCE, () -> {});
        kept.add(server);

        pinned.forgetOld();
        WeakReference<?> loader = new WeakReference<>(old);
        old = null;
        engine.forgetRemovedCode();
        assertCollected(loader);
    }

    @ParameterizedTest
    @EnumSource
    void endsWithItsServer(Ending ending) throws Exception {
        assertForgotten(ending, module -> {
            ServerRef server = engine.start(spec("patient"));
            kept.add(later(module, server, module.message("nothing"), HOUR));
            kept.add(server);
        });
    }

    @Test
    void keepsNothingThatWasTakenBackOrSent() throws Exception {
        assertForgotten(Ending.STOP, module -> {
            Server survivor = (Server) watcher;
            Timer cancelled = survivor.sendAfter(module.message("nothing"), HOUR);
            assertThat(engine.whoAwaits(module)).containsEntry("watcher", 1);
            assertThat(cancelled.cancel()).isTrue();
            Timer sent = survivor.sendAfter(module.message("nothing"), Duration.ZERO);
            reported();
            await("the timer has let go", () -> survivor.timersIfAny() == null);
            kept.add(cancelled);
            kept.add(sent);
        });
    }
}
