/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.module.Outcome;
import dev.twofold.module.StateDifference.Cover;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapReport;
import dev.twofold.module.SwapStep;
import dev.twofold.module.UpgradePolicy;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.FrameworkWiring;

/** Clients that have a module's own messages go on sending them, also when another revision is current. */
public class OldMessageIT extends TwofoldIT {

    private static final int PAGES = 3;

    @Test
    public void takesMessagesOfEitherRevisionWhicheverIsCurrent() {
        load("letters", "1.0.0", Outcome.LOADED);
        Object older = letter();
        Clients old = Clients.calling(servers.named("letters"), older, 2, this::facts);
        try (old) {
            load("letters", "1.1.0", Outcome.UPGRADED);
            old.awaitProgress();
            Object newer = letter();
            assertThat(newer.getClass()).isNotEqualTo(older.getClass());
            Clients current = Clients.calling(servers.named("letters"), newer, 2, this::facts);
            try (current) {
                for (int i = 0; i < 5; i++) {
                    rollBack("letters");
                    old.awaitProgress();
                    current.awaitProgress();
                }
            }
            assertThat(current.failures()).isEmpty();
            old.close();
            assertThat(call("letters", "sum")).isEqualTo(PAGES * (old.answered() + current.answered()));
        }
        assertThat(old.failures()).isEmpty();
    }

    @Test
    public void takesMessagesWhenServersGoBackToARevisionThatWasRefreshed() {
        load("letters", "1.0.0", Outcome.LOADED);
        assertThat(await(modules.load(fixture("letters", "1.1.0"), SwapOptions.DEFAULTS.upgrade(UpgradePolicy.LOAD)))
                .outcome()).isEqualTo(Outcome.LOADED);
        ServerRef next = servers.start(ServerSpec.of("letters", "letters").named("next"));
        Clients clients = Clients.calling(next, letter(), 3, this::facts);
        try (clients) {
            refresh(context.getBundle(module("letters").old().orElseThrow().bundleId()));
            assertThat(module("letters").old().orElseThrow().servers()).isEqualTo(1);
            rollBack("letters");
            clients.awaitProgress();
            await("its servers run the refreshed classes", () -> module("letters").lastReport().filter(report -> report
                    .from().equals(report.to())).isPresent());
            clients.awaitProgress();
        }
        assertThat(clients.failures()).isEmpty();
        assertThat(next.call("sum")).isEqualTo(PAGES * clients.answered());
    }

    @Test
    public void takesMessagesOfTheOldRevisionAfterAChangeInPlace() throws Exception {
        load("letters", "1.0.0", Outcome.LOADED);
        Object oldest = letter();
        load("letters", "1.1.0", Outcome.UPGRADED);
        Object old = letter();

        try (InputStream jar = Files.newInputStream(fixture("letters", "1.2.0"))) {
            current().update(jar);
        }
        awaitRevision("letters", "1.2.0");

        assertThat(oldVersion("letters")).isEqualTo("1.1.0");
        assertThat(call("letters", old)).isEqualTo(1L * PAGES);
        assertThat(call("letters", letter())).isEqualTo(2L * PAGES);
        assertThat(call("letters", oldest)).as("somebody still has it").isEqualTo(3L * PAGES);
    }

    @Test
    public void takesMessagesOfTheOldRevisionAfterARefusal() {
        load("letters", "1.0.0", Outcome.LOADED);
        Object old = letter();
        load("letters", "1.1.0", Outcome.UPGRADED);

        load("letters", "2.0.0", Outcome.REFUSED);

        assertThat(call("letters", old)).isEqualTo(1L * PAGES);
        rollBack("letters");
        assertThat(call("letters", old)).isEqualTo(2L * PAGES);
    }

    private void refresh(Bundle bundle) {
        CountDownLatch refreshed = new CountDownLatch(1);
        context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(bundle), event -> refreshed
                .countDown());
        await("it is refreshed", () -> refreshed.getCount() == 0);
    }

    @Test
    public void refusesRevisionThatUnderstandsNoneOfAMessageAnyMore() {
        load("letters", "1.0.0", Outcome.LOADED);
        call("letters", letter());

        SwapReport report = load("letters", "2.0.0", Outcome.REFUSED);

        assertThat(report.reason()).contains("no message of the same class fits", "'letters'", "Letter.note",
                "give one that changes another name");
        assertThat(report.reached(SwapStep.GATE)).as("holds calls back before it is sure").isFalse();
        assertThat(report.differences()).isNotEmpty().allSatisfy(difference -> {
            assertThat(difference.text()).startsWith("message Letter.");
            assertThat(difference.cover()).isEqualTo(Cover.NOBODY);
        });
        assertThat(call("letters", letter())).isEqualTo(2L * PAGES);
    }

    private Bundle current() {
        return context.getBundle(module("letters").current().orElseThrow().bundleId());
    }

    /** A letter of the revision that is current now. */
    private Object letter() {
        try {
            return current().loadClass("dev.twofold.itest.modules.letters.Letter").getMethod("of", int.class).invoke(
                    null,
                    PAGES);
        } catch (ReflectiveOperationException failed) {
            throw new AssertionError(failed);
        }
    }
}
