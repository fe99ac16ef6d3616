/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.code.ChangeContext;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.ServerRef;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Clients that still have the classes of a revision that servers have left. */
class LateMessageTest extends PinStage {

    private static final ChangeContext NOTHING = null;

    private PinnedLoader old = new PinnedLoader("1");
    private PinnedLoader next = new PinnedLoader("2");

    private Migration migration(Map<String, Code<?>> codes) {
        Migration migration = new Migration(old, next);
        codes.values().stream().filter(code -> !code.isSupervisor())
                .forEach(code -> migration.add(code, Optional.empty(), NOTHING));
        return migration;
    }

    private ServerRef goOver(String type) {
        pinned.load(old.codes(engine));
        ServerRef server = engine.start(spec(type));
        Map<String, Code<?>> codes = next.codes(engine);
        Upgrade.of(pinned, codes, migration(codes)).restWithin(LONG).run(() -> {});
        return server;
    }

    @Test
    void convertsMessagesThatComeAfterTheCommit() {
        ServerRef patient = goOver("patient");
        ServerRef lender = goOver("lender");
        List<Object> replies = new ArrayList<>();
        patient.cast(old.message("nothing"));
        patient.send(old.message("nothing"));
        replies.add(patient.call(old.message("hello"), LONG));
        replies.add(lender.call(old.message("hello"), LONG));
        replies.add(patient.sendRequest(old.message("hello")).toCompletableFuture().join());
        replies.add(patient.call(next.message("hello"), LONG));
        assertThat(replies).containsOnly("hello");
        assertThat(((Server) patient).isAlive()).isTrue();
    }

    @Test
    void goesOnConvertingWhenTheCallbacksAreMadeAnew() {
        ServerRef server = goOver("patient");
        Map<String, Code<?>> again = next.codes(engine);

        Upgrade.of(pinned, again, new Renewal(pinned.codes().values())).restWithin(LONG).run(() -> {});

        assertThat(server.call(old.message("hello"), LONG)).isEqualTo("hello");
        assertThat(server.call(next.message("hello"), LONG)).isEqualTo("hello");
        assertThat(((Server) server).code()).isSameAs(again.get("patient"));
    }

    @Test
    void leavesServersAloneThatRunOtherCodeThanIsMadeAnew() {
        pinned.load(old.codes(engine));
        ServerRef stays = engine.start(spec("patient"));
        Map<String, Code<?>> codes = next.codes(engine);
        pinned.load(codes, migration(codes));
        ServerRef goes = engine.start(spec("patient"));
        Map<String, Code<?>> again = next.codes(engine);

        Upgrade.of(pinned, again, new Renewal(codes.values())).restWithin(LONG).run(() -> {});

        assertThat(((Server) goes).code()).isSameAs(again.get("patient"));
        assertThat(((Server) stays).code().version()).isEqualTo("1");
        for (ServerRef server : List.of(stays, goes)) {
            assertThat(server.call(old.message("hello"), LONG)).isEqualTo("hello");
            assertThat(server.call(next.message("hello"), LONG)).isEqualTo("hello");
        }
    }

    @Test
    void goesOnConvertingWhenServersGetTheSameContentInOtherClasses() {
        pinned.load(old.codes(engine));
        ServerRef stays = engine.start(spec("patient"));
        Map<String, Code<?>> codes = next.codes(engine);
        pinned.load(codes, migration(codes));
        ServerRef goes = engine.start(spec("patient"));
        PinnedLoader again = new PinnedLoader("2");

        refresh(codes, again);

        assertThat(((Server) goes).code().loader()).isSameAs(again);
        assertThat(((Server) stays).code().loader()).isSameAs(old);
        for (PinnedLoader loader : List.of(old, next, again)) {
            assertThat(goes.call(loader.message("hello"), LONG)).isEqualTo("hello");
            assertThat(stays.call(loader.message("hello"), LONG)).isEqualTo("hello");
        }
    }

    /** As a refresh of the bundle does. */
    private void refresh(Map<String, Code<?>> before, PinnedLoader again) {
        Map<String, Code<?>> codes = again.codes(engine);
        Migration byShape = new Migration(next, again);
        codes.values().stream().filter(code -> !code.isSupervisor())
                .forEach(code -> byShape.add(code, Optional.empty(), NOTHING));
        Upgrade.of(pinned, codes, new Refresh(before.values(), byShape)).restWithin(LONG).run(() -> {});
    }

    @Test
    void goesOnConvertingWhatIsOfNoSlotAnyMore() {
        ServerRef server = goOver("patient");
        PinnedLoader again = new PinnedLoader("2");
        refresh(pinned.codes(), again);
        pinned.forgetOld();
        PinnedLoader third = new PinnedLoader("3");
        Map<String, Code<?>> codes = third.codes(engine);
        Migration migration = new Migration(again, third);
        codes.values().stream().filter(code -> !code.isSupervisor())
                .forEach(code -> migration.add(code, Optional.empty(), NOTHING));

        Upgrade.of(pinned, codes, migration).restWithin(LONG).run(() -> {});

        for (PinnedLoader loader : List.of(old, next, again, third)) {
            assertThat(server.call(loader.message("hello"), LONG)).isEqualTo("hello");
        }
        assertThat(((Server) server).isAlive()).isTrue();
    }

    @Test
    void convertsWhatANewServerIsStartedWith() {
        goOver("patient");
        ServerRef late = engine.start(spec("patient").with(old.message("nothing")));
        assertThat(late.call(next.message("hello"), LONG)).isEqualTo("hello");
        assertThat(((Server) late).state().toString()).contains("nothing");
        assertThat(((Server) late).state()).extracting("argument").extracting(Object::getClass)
                .extracting(Class::getClassLoader).isSameAs(next);
    }

    @Test
    void convertsMessagesToServersThatHaveStayed() {
        pinned.load(old.codes(engine));
        ServerRef stays = engine.start(spec("patient"));
        Map<String, Code<?>> codes = next.codes(engine);
        pinned.load(codes, migration(codes));
        ServerRef goes = engine.start(spec("patient"));

        for (ServerRef server : List.of(stays, goes)) {
            assertThat(server.call(old.message("hello"), LONG)).isEqualTo("hello");
            assertThat(server.call(next.message("hello"), LONG)).isEqualTo("hello");
        }
        assertThat(((Server) stays).code().version()).isEqualTo("1");
    }

    @Test
    void tellsTheCallerOfAMessageThatDoesNotFitAndGoesOn() {
        ServerRef server = goOver("patient");
        assertThatThrownBy(() -> server.call(old.message("hello", old.make("Failure", "message", "state")), LONG))
                .isInstanceOf(CallFailedException.class).hasMessageContaining("bad_message: Message.with");
        server.cast(old.message("hello", old.make("Failure", "message", "state")));
        assertThat(server.call(next.message("hello"), LONG)).isEqualTo("hello");
    }

    @Test
    void letsTheOldRevisionGoWhenItLosesItsSlot() throws Exception {
        ServerRef server = goOver("patient");
        assertThat(server.call(old.message("hello"), LONG)).isEqualTo("hello");
        server.cast(old.message("nothing"));
        assertThat(server.call(List.of(old.message("hello")).get(0), LONG)).isEqualTo("hello");
        kept.add(server);

        pinned.forgetOld();
        WeakReference<?> loader = new WeakReference<>(old);
        old = null;
        engine.forgetRemovedCode();
        assertCollected(loader);
        assertThat(server.call(next.message("hello"), LONG)).isEqualTo("hello");
    }

    @Test
    void letsTheOldRevisionGoWhenNobodyHasAnythingOfIt() throws Exception {
        ServerRef server = goOver("patient");
        assertThat(server.call(old.message("hello"), LONG)).isEqualTo("hello");
        kept.add(server);

        WeakReference<?> loader = new WeakReference<>(old);
        old = null;
        engine.forgetRemovedCode();
        assertCollected(loader);
        assertThat(server.call(next.message("hello"), LONG)).isEqualTo("hello");
        assertThat(server.call(next.message("hello", List.of("a value of the JDK")), LONG)).isEqualTo("hello");
    }

    @Test
    void goesOnConvertingWhileAClientHasAMessage() throws Exception {
        ServerRef server = goOver("patient");
        Object message = old.message("hello");
        assertThat(server.call(message, LONG)).isEqualTo("hello");
        WeakReference<?> garbage = new WeakReference<>(new Object());
        old = null;
        engine.forgetRemovedCode();

        assertCollected(garbage);

        assertThat(server.call(message, LONG)).isEqualTo("hello");
    }
}
